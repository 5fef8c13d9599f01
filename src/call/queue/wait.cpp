#include "call/queue/wait.hpp"

#include <algorithm>
#include <utility>

#include "api/endpoints.hpp"
#include "call/clip/clip_fetch.hpp"
#include "call/clip/download.hpp"
#include "call/exchange/failure.hpp"
#include "call/lifecycle/durations.hpp"
#include "call/queue/job_poll.hpp"

namespace segmind::call {
namespace {

using std::chrono::milliseconds;

/// From `began` until the service forgets the job, and as long as a call may take on top: for a clip that is arriving
/// by then, and for a service, or a clock, by which the hour is not over.
milliseconds lifetime(const JobFacts& job, net::Clock::TimePoint began, milliseconds call_timeout) {
  const auto gone = std::chrono::duration_cast<milliseconds>(job.clock->now() - began);
  return gone + job.time_left() + bounded(call_timeout);
}

/// Between the last questions before a job is forgotten.
constexpr milliseconds shortest_last_step{1'000};

/// So old, a job may be done.
constexpr milliseconds fresh{10'000};

/// A question that was so late says when the job was asked for, and not when it ended.
constexpr milliseconds late{5'000};

/// Before the end of a call's limit, for its last question.
milliseconds margin(milliseconds limit) { return std::min(limit / 10, milliseconds(10'000)); }

class Wait final : public Step {
 public:
  Wait(Call& call, const JobFacts& job, SinkWriter& sink, ClipDone done)
      : call_(call),
        sink_(sink),
        done_(std::move(done)),
        poll_(call, job, Tries::Patience::endless, [this](const api::JobReport& report) { on_report(report); }) {}

 private:
  enum class State {
    waiting,       ///< The job has not ended, as far as is known.
    completed,     ///< It has, and the status names no clip: the result is asked for.
    result_asked,  ///< That names none either, or has not been read.
    failed
  };

  void begin() override;
  CallKind kind() const noexcept override { return CallKind::wait; }
  void stop() noexcept override;
  Charge charge() const noexcept override;
  std::string last_problem() const override { return poll_.last_problem(); }
  void deliver(Error error) noexcept override;

  void on_report(const api::JobReport& report);
  void on_failed(const api::JobReport& report);
  void on_completed(const api::JobReport& report);
  void learn(std::optional<std::chrono::duration<double>> told);
  void poll_later();
  void fetch();
  void on_fetched(std::optional<Error> error);

  const JobFacts& job() const noexcept { return poll_.job(); }
  bool is_complete() const noexcept { return state_ == State::completed || state_ == State::result_asked; }

  Call& call_;
  SinkWriter& sink_;
  const ClipDone done_;
  JobPoll poll_;
  State state_ = State::waiting;
  Receipt receipt_;
  net::Clock::TimePoint due_ = call_.now();  // when the last question was to be asked
  std::string address_;                      // of the clip, once the queue has told it
  std::unique_ptr<Download> download_;
};

void Wait::begin() {
  call_.progress().enter(Phase::queued);
  if (job().resumed || job().age() > fresh) return poll_.ask(api::status_path(job().id));
  poll_later();
}

void Wait::poll_later() {
  const milliseconds age = job().age();
  milliseconds wait = next_poll(age, call_.engine().durations().expectation(job().model, job().expected)) - age;
  // Whoever waits for less than the schedule is told what is known at the end of that.
  const milliseconds until_last = call_.time_to_deadline() - margin(call_.limit());
  if (until_last.count() > 0) wait = std::min(wait, until_last);
  // Nor may the service forget between two questions a clip that it had in the meantime.
  if (const milliseconds left = job().time_left(); left.count() > 0) {
    wait = std::min(wait, std::max(left / 2, shortest_last_step));
  }
  due_ = call_.now() + wait;
  call_.later(wait, [this] { poll_.ask(api::status_path(job().id)); });
}

void Wait::stop() noexcept {
  poll_.stop();
  download_.reset();
}

Charge Wait::charge() const noexcept {
  if (state_ == State::failed) return Charge::none;
  return is_complete() ? Charge::charged : Charge::possible;
}

void Wait::on_report(const api::JobReport& report) {
  switch (report.state) {
    case api::JobState::failed:
      return on_failed(report);
    case api::JobState::completed:
      return on_completed(report);
    case api::JobState::queued:
      call_.progress().enter(Phase::queued);
      return poll_later();
    case api::JobState::processing:
    case api::JobState::unknown:
      call_.progress().enter(Phase::generating);
      return poll_later();
  }
}

void Wait::on_failed(const api::JobReport& report) {
  // It was complete before, and charged: one of the two answers is wrong, and only one of them is worth waiting for.
  if (is_complete()) return poll_.try_later(bad_response("The queue calls the job failed that it has called complete."));
  state_ = State::failed;
  call_.engine().durations().add_failure(job().model);
  call_.engine().ledger().job_ended(job().id, Charge::none, std::nullopt);
  Error error;
  error.kind = ErrorKind::job_failed;
  error.message = report.error.value_or("The generation failed; the service gives no reason.");
  call_.fail(std::move(error));
}

void Wait::on_completed(const api::JobReport& report) {
  call_.engine().ledger().job_ended(job().id, Charge::charged, report.receipt.cost);
  if (!is_complete()) {
    state_ = State::completed;
    if (!job().resumed) learn(report.total_time);
  }
  if (report.address) {
    address_ = *report.address;
    receipt_ = report.receipt;
    receipt_.request_id = job().id;
    receipt_.address = address_;
    return fetch();
  }
  if (std::exchange(state_, State::result_asked) == State::completed) {
    return poll_.ask(api::result_path(job().id), RateLimiter::Kind::result);
  }
  poll_.try_later(bad_response("The job is complete, but the queue names no address of a clip: " + report.unread));
}

// Nothing takes longer than it has been known for, whatever the service says of it.
void Wait::learn(std::optional<std::chrono::duration<double>> told) {
  const std::chrono::duration<double> longest = job().age();
  if (!told && call_.now() > due_ + late) return;
  call_.engine().durations().add(job().model,
                                 std::chrono::duration_cast<milliseconds>(std::min(told.value_or(longest), longest)));
}

void Wait::fetch() {
  if (!download_) {
    download_ = std::make_unique<Download>(call_, sink_, job().output, [this](std::optional<Error> error) {
      on_fetched(std::move(error));
    });
  }
  download_->start(address_);
}

void Wait::on_fetched(std::optional<Error> error) {
  if (!error) {
    const int attempts = call_.attempts();
    if (const auto self = call_.finish()) done_(Arrived{std::move(receipt_), attempts});
    return;
  }
  if (download_->is_hopeless()) return call_.fail(std::move(*error));
  if (download_->has_progressed()) poll_.forget_failures();
  // The queue is asked again: it may have another address by then.
  poll_.try_later(std::move(*error));
}

void Wait::deliver(Error error) noexcept {
  try {
    error.request_id = job().id;
    error.address = address_;  // of an answer that was scrubbed
  } catch (...) {
    // An error without its hint is better than none.
  }
  done_(std::move(error));
}

}  // namespace

Operation<Media> wait_for(const std::shared_ptr<Engine>& engine, const JobFacts& job, const CallOptions& options,
                          std::optional<net::Clock::TimePoint> began, std::shared_ptr<FileClaim> claim) {
  ClipFetch fetch;
  fetch.mark = job.id;
  fetch.claim = std::move(claim);
  fetch.make_call = [&](SinkWriter& sink, ClipDone done) {
    const net::Clock::TimePoint beginning = began.value_or(engine->clock().now());
    const TimeLimit limit{lifetime(job, beginning, engine->settings().timeout), beginning};
    return Call::of<Wait>(engine, options, limit, job, sink, std::move(done));
  };
  fetch.amend = [id = job.id](Error error) { return with_job(std::move(error), CallKind::wait, id); };
  return fetch_clip(engine, options, std::move(fetch));
}

}  // namespace segmind::call
