// What a call with a journal does about a request that may have left: it looks for its record (find, in
// tests/model/journal.pml).
#include <algorithm>
#include <utility>

#include "call/account/records.hpp"
#include "call/exchange/failure.hpp"
#include "call/journal/asking.hpp"
#include "call/paid/kept_call.hpp"

namespace segmind::call {
namespace {

using std::chrono::milliseconds;

Operation<Media> look_in_records(const std::shared_ptr<Engine>& engine, LostRequest lost, const CallOptions& options,
                                 const Media*) {
  return recover(engine, std::move(lost), options);
}

Operation<Job> look_in_records(const std::shared_ptr<Engine>& engine, LostRequest lost, const CallOptions& options,
                               const Job*) {
  return recover_job(engine, std::move(lost), options);
}

}  // namespace

// journal.pml: find. A request that may have left is looked for in the records.
template <typename T>
void KeptCall<T>::look() {
  nothing_.reset();
  std::string id;
  for (const JournalAttempt& attempt : entry_.attempts) {
    if (attempt.charge != Charge::none && !attempt.record_id.empty()) id = attempt.record_id;
  }
  if (!engine_->settings().recovers || (!has_request_ && id.empty())) {
    nothing_.emplace();
    nothing_->words = engine_->settings().recovers
                          ? "The journal keeps no requests (ClientOptions::keep_requests), so its record cannot be "
                            "told by what was sent: call with its key and the request."
                          : "The account's records were not asked, because this client asks none.";
    return ask_how_it_stands();
  }
  LostRequest lost{request_of(entry_, request_), has_request_, claim_->left_since(), std::move(id), claim_, kind_};
  lost.settled_at = claim_->settled_at();
  look_for(Stage::looking, std::move(lost));
}

// The journal may have lost what it knew of the key, and the seed that it drew. Takes that it knows may be under way
// meanwhile: their seeds tell them apart.
template <typename T>
void KeptCall<T>::look_first() {
  LostRequest lost{request_, true, moment_of(*engine_, *options_.recover_since), {}, claim_, kind_, Charge::none};
  lost.patience = RecordSearch::Patience::until_answered;
  lost.only_what_may_be_paid = true;
  if (intention_.seed) lost.drawn_since = options_.recover_since;
  look_for(Stage::looking_first, std::move(lost));
}

template <typename T>
void KeptCall<T>::look_for(Stage stage, LostRequest lost) {
  lost.on_nothing = [this](const RecordSearch::Nothing& nothing) { nothing_ = nothing; };
  go_on_with(stage,
             [&] { return look_in_records(engine_, std::move(lost), of_a_part(), static_cast<const T*>(nullptr)); });
}

// Of what this call has sent, which has been looked for: only where the program may be asked to pay twice.
template <typename T>
bool KeptCall<T>::is_worth_looking(const Error& loss) const {
  if (!options_.accept_paying_twice || !engine_->settings().recovers || loss.charge != Charge::possible) return false;
  const bool has_ended = loss.kind == ErrorKind::cancelled || loss.kind == ErrorKind::job_failed ||
                         loss.kind == ErrorKind::spending_limit || loss.call == CallKind::wait;
  if (has_ended || parts_.is_stopped()) return false;
  const net::Clock::TimePoint end = began_ + options_.timeout.value_or(engine_->settings().timeout);
  return claim_->settled_at() < end;
}

template <typename T>
void KeptCall<T>::on_loss(Error error) {
  if (stage_ == Stage::looking_first) return on_not_sent_before(std::move(error));
  ask_how_it_stands();
}

template <typename T>
void KeptCall<T>::on_not_sent_before(Error error) {
  const RecordSearch::Nothing nothing = *std::exchange(nothing_, std::nullopt);
  if (nothing.is_proven) return pay();
  error.kind = ErrorKind::connection;
  error.message = "It was not sent: the account's records were to be looked through first.";
  add_sentence(error.message, nothing.words);
  Result<T> result = std::move(error);
  report(result);
  end(std::move(result));
}

// A finder whose entry has turned begun or submitted meanwhile goes on with that.
template <typename T>
void KeptCall<T>::ask_how_it_stands() {
  Function<void()> on_end = [self = this->shared_from_this()] { self->on_standing(self->standing_.try_get()); };
  parts_.follow(
      standing_,
      ask_journal<std::optional<JournalEntry>>(
          engine_, of_a_part(), kind_,
          [key = entry_.key](Journal& journal, const CancellationToken& stop) { return journal.find(key, stop); }),
      std::move(on_end));
}

template <typename T>
void KeptCall<T>::on_standing(Result<std::optional<JournalEntry>> told) noexcept {
  try {
    if (told && *told) {
      const bool is_ours = (*told)->epoch == claim_->entry().epoch;
      if (!is_ours) return claim();  // whoever has taken it over looks, or has its clip
      entry_ = **told;
      const bool is_in_doubt = entry_.state == JournalState::leaving || entry_.state == JournalState::uncertain;
      if (!is_in_doubt) return take_over();
    }
    end_or_pay_twice();
  } catch (...) {
    end_with(error_of_current_exception());
  }
}

// What the rest of the call uses.
template void KeptCall<Media>::look();
template void KeptCall<Media>::look_first();
template bool KeptCall<Media>::is_worth_looking(const Error& loss) const;
template void KeptCall<Media>::on_loss(Error error);
template void KeptCall<Job>::look();
template void KeptCall<Job>::look_first();
template bool KeptCall<Job>::is_worth_looking(const Error& loss) const;
template void KeptCall<Job>::on_loss(Error error);

}  // namespace segmind::call
