#include "call/queue/job_clip.hpp"

#include <algorithm>
#include <utility>

#include "call/exchange/failure.hpp"
#include "call/lifecycle/durations.hpp"

namespace segmind::call {
namespace {

using std::chrono::milliseconds;

/// The least time between the last polls before a job is forgotten.
constexpr milliseconds shortest_last_step{1'000};

/// In this last time the result is asked for under an unknown status, too.
constexpr milliseconds last_minutes{120'000};

/// At this age a job may be done.
constexpr milliseconds fresh{10'000};

/// A later poll shows when the job was polled, not when it ended.
constexpr milliseconds late{5'000};

// How long a job may be called complete without a clip, in units of RetryPolicy::unknown_id_grace.
constexpr int graces_without_clip = 12;

/// How long before the end of a call's limit the last poll is due.
milliseconds margin(milliseconds limit) { return std::min(limit / 10, milliseconds(10'000)); }

// 1, 2, 4, 8 ...: growing intervals.
bool is_power_of_two(int number) noexcept { return (number & (number - 1)) == 0; }

}  // namespace

JobClip::JobClip(Call& call, JobFacts facts, SinkWriter& sink, OnClip on_clip)
    : call_(call),
      sink_(sink),
      on_clip_(std::move(on_clip)),
      poll_(
          call, std::move(facts), Tries::Patience::endless, [this](const api::JobReport& report) { on_report(report); },
          [this](Error error) { on_gone(std::move(error)); }),
      due_(call.now()),
      downloads_(call, sink, job().output,
                 [this](Download::End end, std::optional<Error> error) { on_fetched(end, std::move(error)); }) {}

void JobClip::begin() {
  if (job().resumed) call_.engine().ledger().resumed(job().id);
  call_.progress().enter(Phase::queued);
  if (job().resumed || job().age() > fresh) return poll_.ask(job().status_address);
  poll_later();
}

void JobClip::poll_later() {
  const milliseconds age = job().age();
  milliseconds wait = next_poll(age, call_.engine().durations().expectation(job().model, job().expected)) - age;
  // A limit that ends before the next poll gets a last one.
  const milliseconds until_last = call_.time_to_deadline() - margin(call_.limit());
  if (until_last.count() > 0) wait = std::min(wait, until_last);
  // The service must not forget a finished job between two polls.
  if (const milliseconds left = job().time_left(); left.count() > 0) {
    wait = std::min(wait, std::max(left / 2, shortest_last_step));
  }
  due_ = call_.now() + wait;
  call_.later(wait, [this] { poll_.ask(job().status_address); });
}

void JobClip::stop() noexcept {
  poll_.stop();
  downloads_.stop();
  if (recovered_) recovered_->stop();
}

void JobClip::keep_answer(Error& error) {
  const std::string& answer = poll_.paid_answer();
  const bool can_be_fetched = !address().empty() && !brings_clip_itself_;
  if (can_be_fetched || answer.empty() || tells_all_of(answer, error)) return;
  if (!brings_clip_itself_ && can_be_told_whole(answer))
    return add_sentence(error.message, "The queue called it complete. " + told_answer(answer));
  if (sink_.has_begun()) return;
  sink_.set_content_type("application/json");
  (void)sink_.write_foreign(reinterpret_cast<const std::byte*>(answer.data()), answer.size());
}

Charge JobClip::charge() const noexcept {
  if (recovered_) return recovered_->charge(Charge::possible);
  if (state_ == State::failed) return Charge::none;
  return is_complete() ? Charge::charged : Charge::possible;
}

std::string JobClip::last_problem() const {
  if (recovered_) return recovered_->is_complete() ? recovered_->last_problem() : recovered_->so_far().words;
  std::string problem = poll_.last_problem();
  if (problem.empty()) problem = downloads_.last_problem();
  if (!last_word_.empty()) add_sentence(problem, "The queue's last word about the job was " + last_word_ + '.');
  return problem;
}

void JobClip::on_report(const api::JobReport& report) {
  const bool has_ended = report.state == api::JobState::completed || report.state == api::JobState::failed;
  if (std::exchange(looks_for_result_, false) && !has_ended) return poll_later();  // the status is what counts
  if (report.state != api::JobState::unknown) {
    last_word_.clear();
    unknown_words_ = 0;
  }
  switch (report.state) {
    case api::JobState::failed: return on_failed(report);
    case api::JobState::completed: return on_completed(report);
    case api::JobState::queued: call_.progress().enter(Phase::queued); return poll_later();
    case api::JobState::processing: call_.progress().enter(Phase::generating); return poll_later();
    case api::JobState::unknown:
      last_word_ = '"' + report.state_text + '"' + (report.error ? " (" + *report.error + ')' : "");
      call_.progress().enter(Phase::generating);
      return on_unknown_word();
  }
}

// The queue forgets a job after an hour, and may refuse to tell of one; the account's records keep it.
void JobClip::on_gone(Error error) {
  if (!call_.engine().settings().recovers) return call_.fail(std::move(error));
  RecordSearch::Terms terms;
  terms.sought.id = job().id;
  terms.sought.slug = job().model;
  terms.sought.sent = call_.now() - job().age();
  terms.expected = job().expected;
  terms.patience = RecordSearch::Patience::until_answered;
  RecoveredClip::Events events;
  events.on_clip = [this](Receipt receipt) {
    call_.engine().ledger().job_ended(job().id, Charge::charged, receipt.cost);
    on_clip_(std::move(receipt));
  };
  events.on_failed = [this](Error failed) {
    if (failed.kind == ErrorKind::job_failed) call_.engine().ledger().job_ended(job().id, Charge::none, std::nullopt);
    call_.fail(std::move(failed));
  };
  events.on_nothing = [this, error = std::move(error)](const RecordSearch::Nothing& nothing) mutable {
    add_sentence(error.message, nothing.words);
    call_.fail(std::move(error));
  };
  recovered_ = std::make_unique<RecoveredClip>(call_, sink_, job().output, std::move(terms), std::move(events));
  recovered_->begin();
}

// The job may have ended under a word of its own: its result is looked for now and then.
void JobClip::on_unknown_word() {
  ++unknown_words_;
  if (!is_power_of_two(unknown_words_) && job().time_left() > last_minutes) return poll_later();
  looks_for_result_ = true;
  poll_.look(job().result_address, [this] {
    looks_for_result_ = false;
    poll_later();
  });
}

void JobClip::on_failed(const api::JobReport& report) {
  // It was complete before, and charged: one of the answers is wrong, and the clip is worth waiting for.
  if (is_complete())
    return poll_.try_later(bad_response("The queue calls the job failed that it has called complete."));
  state_ = State::failed;
  call_.engine().durations().add_failure(job().model);
  call_.engine().ledger().job_ended(job().id, Charge::none, std::nullopt);
  Error error;
  error.kind = ErrorKind::job_failed;
  error.message = report.error.value_or("The generation failed; the service gives no reason.");
  call_.fail(std::move(error));
}

void JobClip::on_completed(const api::JobReport& report) {
  call_.engine().ledger().job_ended(job().id, Charge::charged, report.receipt.cost);
  if (!is_complete()) {
    state_ = State::completed;
    if (!job().resumed) learn(report.total_time);
  }
  brings_clip_itself_ = brings_clip(report.addresses);
  if (report.addresses.empty()) return on_no_clip(report);
  receipt_ = report.receipt;
  receipt_.request_id = job().id;
  downloads_.start(report.addresses);
}

void JobClip::on_no_clip(const api::JobReport& report) {
  if (std::exchange(state_, State::result_asked) == State::completed) {
    return poll_.ask(job().result_address, RateLimiter::Kind::result);
  }
  Error error = bad_response("The job is complete, but the queue names no address of a clip" +
                             (report.error ? ": " + *report.error : "."));
  add_sentence(error.message, told_answer(poll_.paid_answer()));
  if (!no_clip_since_) no_clip_since_ = call_.now();
  const milliseconds longest = bounded(call_.retry().unknown_id_grace) * graces_without_clip;
  if (call_.now() - *no_clip_since_ >= longest) return call_.fail(std::move(error));
  poll_.try_later(std::move(error));
}

// No job took longer than it has been known for, whatever the service says.
void JobClip::learn(std::optional<std::chrono::duration<double>> told) {
  const std::chrono::duration<double> longest = job().age();
  if (!told && call_.now() > due_ + late) return;
  call_.engine().durations().add(job().model,
                                 std::chrono::duration_cast<milliseconds>(std::min(told.value_or(longest), longest)));
}

void JobClip::on_fetched(Download::End end, std::optional<Error> error) {
  using End = Download::End;
  if (!error) {
    if (!address().empty()) receipt_.address = address();
    return on_clip_(std::move(receipt_));
  }
  if (end == End::hopeless || end == End::unusable) return call_.fail(std::move(*error));
  if (downloads_.have_progressed()) poll_.forget_failures();
  // The queue is polled again: it may name another address by then.
  poll_.try_later(std::move(*error));
}

}  // namespace segmind::call
