// In what a call for a clip and a call for a job differ, where their client has a journal.
#include <utility>

#include "call/paid/kept_call.hpp"
#include "call/paid/kept_clip.hpp"
#include "call/queue/job_data.hpp"
#include "call/queue/wait.hpp"

namespace segmind::call {

template <>
void KeptCall<Media>::take_up(const JournalAttempt& sent) {
  go_on_with(Stage::going_on,
             [&] { return wait_for(engine_, JobFacts(*engine_, sent.record_id, sent.left_at), of_a_part()); });
}

template <>
void KeptCall<Media>::give_again() {
  claim_.reset();
  go_on_with(Stage::going_on, [&] { return kept_clip(engine_, entry_, request_, has_request_, of_a_part()); });
}

template <>
void KeptCall<Media>::report(Result<Media>& clip) {
  const bool was_cut_short = stage_ == Stage::looking && !clip && clip.error().kind == ErrorKind::cancelled;
  was_cut_short ? claim_->let_go() : claim_->ended(clip);
}

/// A job whose end is reported.
template <typename T>
Job KeptCall<T>::with_entry(JobFacts facts) const {
  facts.entry = EntryEpoch{claim_->entry().key, claim_->entry().epoch};
  return Job(std::make_shared<const detail::JobData>(engine_, std::move(facts)));
}

template <>
void KeptCall<Job>::take_up(const JournalAttempt& sent) {
  claim_->let_go();
  end(with_entry(JobFacts(*engine_, sent.record_id, sent.left_at)));
}

template <>
void KeptCall<Job>::give_again() {
  for (const JournalAttempt& attempt : entry_.attempts) {
    if (attempt.charge != Charge::charged || attempt.record_id.empty()) continue;
    JobFacts facts(*engine_, attempt.record_id, attempt.left_at);
    return end(Job(std::make_shared<const detail::JobData>(engine_, std::move(facts))));
  }
  Error error;
  error.kind = ErrorKind::job_expired;
  error.charge = Charge::charged;
  error.message = "What this key stands for is paid for, and was made without a job: ask with generate().";
  end(std::move(error));
}

// The job's id was reported when it came. Whoever waits for the job reports its end, be that this client or another.
template <>
void KeptCall<Job>::report(Result<Job>& job) {
  const bool was_cut_short = stage_ == Stage::looking && !job && job.error().kind == ErrorKind::cancelled;
  if (!job && !was_cut_short) return claim_->ended(Result<Media>(job.error()));
  claim_->let_go();
  if (!job) return;
  job = with_entry(detail::JobAccess::facts(*job));
}

}  // namespace segmind::call
