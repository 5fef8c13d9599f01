// Which of the records that fit is the one, and whose it is.
#include <algorithm>
#include <utility>

#include "call/recovery/record_search.hpp"

namespace segmind::call {
namespace {

// Until the journal has been told whose a record is, as a rule.
constexpr std::chrono::milliseconds until_claimed{100};
constexpr std::chrono::milliseconds longest_until_claimed{5'000};

}  // namespace

void RecordSearch::decide(bool is_whole) {
  is_whole_ = is_whole;
  Claim* const claim = terms_.owner != nullptr ? terms_.owner->in_journal() : nullptr;
  if (claim == nullptr) return weigh();
  claim->stand(candidates_.ids(), terms_.drawn_since,
               while_asking<Standing>([this](Result<Standing> told) { on_standing(std::move(told)); }));
}

// What another intention of the journal owns is no candidate.
void RecordSearch::on_standing(Result<Standing> told) {
  if (!told) return no_answer(std::move(told).error(), Verdict::may_pass);
  if (told->has_moved_on) {
    shown_ = Shown::moved_on;
    return give_up();
  }
  for (const std::string& id : told->of_others) candidates_.leave_out(id);
  if (!told->seeds.empty()) candidates_.leave_out_seeds(told->seeds);
  weigh();
}

void RecordSearch::weigh() {
  if (const auto record = candidates_.best(is_whole_)) {
    return !has_ended(*record) && terms_.wanted == Wanted::ended ? follow(*record) : own(*record, false);
  }
  seen_ = candidates_.doubtful();
  if (seen_.empty() && !being_claimed_.empty()) {
    seen_ = being_claimed_;
    shown_ = Shown::unclear;
    const auto looked = std::chrono::duration_cast<std::chrono::milliseconds>(call_.now() - began_);
    return ask_later(std::clamp(looked / 4, until_claimed, longest_until_claimed));
  }
  if (!seen_.empty()) return nothing_found(Shown::unclear);
  nothing_found(is_whole_ ? Shown::absent : Shown::not_read_whole);
}

// In this client, and then in the journal. A failure that was found by what was sent may be another program's: it is
// told, and stays free.
void RecordSearch::own(const api::ToldRecord& record, bool by_id) {
  if (terms_.owner == nullptr) return found(record, by_id);
  Claim* const claim = terms_.owner->in_journal();
  if (!terms_.owner->claim(record.request_id)) {
    if (claim != nullptr) being_claimed_ = record.request_id;  // whose it becomes, the journal has yet to say
    return not_ours(record.request_id, by_id);
  }
  if (claim == nullptr || (record.state == RecordState::failed && !by_id)) return found(record, by_id);
  claim->own(record.request_id, while_asking<Ownership>([this, record, by_id](Result<Ownership> told) {
               on_owned(record, by_id, std::move(told));
             }));
}

void RecordSearch::on_owned(const api::ToldRecord& record, bool by_id, Result<Ownership> told) {
  if (!told && !by_id) {  // it may be another's
    terms_.owner->give_back(record.request_id);
    return no_answer(std::move(told).error(), Verdict::may_pass);
  }
  if (told && *told == Ownership::another_intention) {
    terms_.owner->give_back(record.request_id);
    return not_ours(record.request_id, by_id);
  }
  found(record, by_id);
}

void RecordSearch::found(const api::ToldRecord& record, bool by_id) {
  followed_ = record.request_id;
  on_found_({record, by_id});
}

void RecordSearch::not_ours(const std::string& id, bool by_id) {
  const bool is_of_reading = !by_id && followed_.empty();
  followed_.clear();
  if (is_of_reading) {
    candidates_.leave_out(id);
    return weigh();
  }
  terms_.sought.is_known_by_body() ? read() : nothing_found(Shown::absent);
}

/// Runs `then` for an answer of the journal, unless the search has ended or asked anew meanwhile.
template <typename T>
std::function<void(Result<T>)> RecordSearch::while_asking(std::function<void(Result<T>)> then) {
  asking_journal_ = std::make_shared<AskingJournal>();
  return [then = std::move(then), asking = std::weak_ptr<AskingJournal>(asking_journal_),
          call = call_.weak_from_this()](Result<T> told) {
    const auto alive = call.lock();
    if (alive && !asking.expired()) alive->guarded([&] { then(std::move(told)); });
  };
}

}  // namespace segmind::call
