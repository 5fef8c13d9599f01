// What a call with a journal does about a request that may have left: looks for its record, and asks whether to pay
// twice. The names of the steps are those of tests/model/journal.pml.
#include <algorithm>
#include <utility>

#include "call/account/records.hpp"
#include "call/exchange/failure.hpp"
#include "call/journal/asking.hpp"
#include "call/paid/kept_call.hpp"

namespace segmind::call {
namespace {

using std::chrono::milliseconds;

constexpr const char* how_to_ask_later =
    "It is not sent again. A later call with its key, or Client::go_on, looks for it again.";

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
                          : "The account's records were not asked (ClientOptions::recover_from_records).";
    return ask_how_it_stands();
  }
  LostRequest lost{request_of(entry_, request_), has_request_, claim_->left_since(), std::move(id), claim_, kind_};
  lost.settled_at = claim_->settled_at();
  look_for(Stage::looking, std::move(lost));
}

// The journal may have lost what it knew of the key. The seed that it drew then is not known any more.
template <typename T>
void KeptCall<T>::look_first() {
  LostRequest lost{request_, true, moment_of(*engine_, *options_.recover_since), {}, claim_, kind_, Charge::none};
  lost.patience = RecordSearch::Patience::until_answered;
  lost.only_what_may_be_paid = true;
  look_for(Stage::looking_first, std::move(lost));
}

template <typename T>
void KeptCall<T>::look_for(Stage stage, LostRequest lost) {
  lost.on_nothing = [this](const RecordSearch::Nothing& nothing) { nothing_ = nothing; };
  go_on_with(stage, look_in_records(engine_, std::move(lost), of_a_part(), static_cast<const T*>(nullptr)));
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
  parts_.follow(
      standing_,
      ask_journal<std::optional<JournalEntry>>(
          engine_, of_a_part(), kind_,
          [key = entry_.key](Journal& journal, const CancellationToken& stop) { return journal.find(key, stop); }),
      [self = this->shared_from_this()] { self->on_standing(self->standing_.try_get()); });
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

template <typename T>
void KeptCall<T>::end_or_pay_twice() {
  const Error loss = told_of_loss();
  if (may_be_asked_to_pay_twice() && accepts_paying_twice(loss)) return begin_again();
  Result<T> result = loss;
  report(result);
  end(std::move(result));
}

template <typename T>
Error KeptCall<T>::told_of_loss() const {
  Error error;
  if (loss_) {
    error = *loss_;
  } else {
    error.kind = ErrorKind::connection;
    error.call = kind_;
    error.message =
        "The request had left when whoever sent it ended, or lost the connection. What became of it is not known.";
    error.sent_at = entry_.attempts.empty() ? entry_.begun_at : entry_.attempts.back().left_at;
  }
  error.charge = Charge::possible;
  if (nothing_) {
    if (error.request_id.empty()) error.request_id = nothing_->id;
    if (!loss_) add_sentence(error.message, nothing_->words);
  }
  add_sentence(error.message, how_to_ask_later);
  return error;
}

// Rule: nobody is asked before the records must show the request, nor where anything in them could be it.
template <typename T>
bool KeptCall<T>::may_be_asked_to_pay_twice() const {
  if (!options_.accept_paying_twice || !nothing_ || !nothing_->is_proven || parts_.is_stopped()) return false;
  const int most = options_.retry.value_or(engine_->settings().retry).attempts;
  return nothing_->read_since >= claim_->settled_at() && sendings_ < most && !engine_->is_draining() &&
         !options_.drain.is_cancelled();
}

template <typename T>
bool KeptCall<T>::accepts_paying_twice(const Error& loss) const noexcept {
  try {
    return options_.accept_paying_twice(loss);
  } catch (...) {
    return false;  // an exception is not permission
  }
}

template <typename T>
void KeptCall<T>::begin_again() {
  parts_.follow(
      beginning_again_,
      ask_journal<Beginning>(
          engine_, of_a_part(), kind_,
          [intention = intention_, epoch = claim_->entry().epoch](Journal& journal, const CancellationToken& stop) {
            return journal.begin_again(intention.key, epoch, intention.dollars, intention.budget, stop);
          }),
      [self = this->shared_from_this()] { self->on_begun_again(self->beginning_again_.try_get()); });
}

template <typename T>
void KeptCall<T>::on_begun_again(Result<Beginning> told) noexcept {
  using Outcome = Beginning::Outcome;
  try {
    if (!told) return end_with(std::move(told).error());
    if (told->outcome == Outcome::over_budget) {
      Error error = over_budget(intention_, told->spent);
      Result<T> result = told_of_loss();
      report(result);
      return end_with(std::move(error));
    }
    if (told->outcome != Outcome::mine) return claim();
    entry_ = told->entry;
    claim_ = std::make_shared<Claim>(*claim_, entry_);
    pay();
  } catch (...) {
    end_with(error_of_current_exception());
  }
}

// What the other half of the call uses.
template void KeptCall<Media>::look();
template void KeptCall<Media>::look_first();
template bool KeptCall<Media>::is_worth_looking(const Error& loss) const;
template void KeptCall<Media>::on_loss(Error error);
template void KeptCall<Job>::look();
template void KeptCall<Job>::look_first();
template bool KeptCall<Job>::is_worth_looking(const Error& loss) const;
template void KeptCall<Job>::on_loss(Error error);

}  // namespace segmind::call
