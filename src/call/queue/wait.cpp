#include "call/queue/wait.hpp"

#include <algorithm>
#include <utility>

#include "api/endpoints.hpp"
#include "api/receipt.hpp"
#include "text/utf8.hpp"
#include "call/clip/clip_fetch.hpp"
#include "call/clip/download.hpp"
#include "call/lifecycle/durations.hpp"
#include "call/exchange/failure.hpp"

namespace segmind::call {
namespace {

using std::chrono::milliseconds;
using Clock = net::Loop::Clock;

/// From `began` until the service forgets the job, and as long as a call may take on top: for a clip that is arriving
/// by then, and for a service, or a clock, by which the hour is not over.
milliseconds lifetime(const JobFacts& job, Clock::time_point began, milliseconds call_timeout) {
  const auto gone = std::chrono::duration_cast<milliseconds>(Clock::now() - began);
  return gone + job.time_left() + bounded(call_timeout);
}

/// Between the last questions before a job is forgotten.
constexpr milliseconds shortest_last_step{1'000};

/// Before the end of a call's limit, for its last question.
milliseconds margin(milliseconds limit) { return std::min(limit / 10, milliseconds(10'000)); }

class Wait final : public QueueCall {
 public:
  Wait(const std::shared_ptr<Engine>& made_in, const JobFacts& job, const CallOptions& options, Clock::time_point began,
       SinkWriter& sink, ClipDone done)
      : QueueCall(made_in, job, options, lifetime(job, began, made_in->settings().timeout), began),
        sink_(sink),
        done_(std::move(done)) {}

 private:
  void start() override;
  bool patient() const noexcept override { return true; }
  bool stays() const noexcept override { return true; }
  Charge charge_now() const noexcept override { return charge_; }
  void stop_exchanges() noexcept override;
  void deliver_error(Error error) noexcept override;

  void on_report(const api::JobReport& report) override;
  void on_failed(const api::JobReport& report);
  void on_completed(const api::JobReport& report);
  void learn(std::optional<std::chrono::duration<double>> told);
  void poll_later();
  void fetch(const std::string& address);
  void on_fetched(std::optional<Error> error);

  SinkWriter& sink_;
  ClipDone done_;
  Charge charge_ = Charge::possible;
  Receipt receipt_;
  Clock::time_point due_ = Clock::now();  // when the last question was to be asked
  bool completed_ = false;
  bool asked_result_ = false;
  std::string address_;  // of the clip, once the queue has told it
  std::unique_ptr<Download> download_;
};

void Wait::start() {
  enter_phase(Phase::queued);
  // Only a job that was just submitted is known not to be done.
  if (job().resumed || job().age() > std::chrono::seconds(10)) return ask(api::status_path(job().id));
  poll_later();
}

void Wait::poll_later() {
  const milliseconds now = job().age();
  milliseconds wait = next_poll(now, engine().history().expectation()) - now;
  // Whoever waits for less than the schedule is told what is known at the end of that.
  const milliseconds until_last = time_to_deadline() - margin(limit());
  if (until_last.count() > 0) wait = std::min(wait, until_last);
  // Nor may the service forget between two questions a clip that it had in the meantime.
  if (const milliseconds left = job().time_left(); left.count() > 0)
    wait = std::min(wait, std::max(left / 2, shortest_last_step));
  due_ = Clock::now() + wait;
  later(wait, [this] { ask(api::status_path(job().id)); });
}

void Wait::stop_exchanges() noexcept {
  QueueCall::stop_exchanges();
  download_.reset();
}

void Wait::on_report(const api::JobReport& report) {
  switch (report.state) {
    case api::JobState::failed:
      return on_failed(report);
    case api::JobState::completed:
      return on_completed(report);
    case api::JobState::queued:
      enter_phase(Phase::queued);
      return poll_later();
    case api::JobState::processing:
    case api::JobState::unknown:
      enter_phase(Phase::generating);
      return poll_later();
  }
}

// A question that stood in line says when the job was asked for, and not when it ended.
void Wait::learn(std::optional<std::chrono::duration<double>> told) {
  const std::chrono::duration<double> longest = job().age();
  if (!told && Clock::now() > due_ + std::chrono::seconds(5)) return;
  engine().history().add(std::chrono::duration_cast<milliseconds>(std::min(told.value_or(longest), longest)));
}

void Wait::on_failed(const api::JobReport& report) {
  // It was complete before, and charged: one of the two answers is wrong, and only one of them is worth waiting for.
  if (completed_) return try_later(bad_response("The queue calls the job failed that it has called complete."));
  charge_ = Charge::none;
  engine().history().add_failure();
  engine().ledger().job_ended(job().id, Charge::none, std::nullopt);
  Error error;
  error.kind = ErrorKind::job_failed;
  error.message = report.error.value_or("The generation failed; the service gives no reason.");
  fail_job(std::move(error));
}

void Wait::on_completed(const api::JobReport& report) {
  charge_ = Charge::charged;
  engine().ledger().job_ended(job().id, Charge::charged, report.receipt.cost);
  if (!completed_) {
    completed_ = true;
    // Nothing takes longer than it has been known for, whatever the service says of it.
    if (!job().resumed) {
      learn(report.total_time);
    }
  }
  if (!report.address) {
    if (!std::exchange(asked_result_, true)) return ask(api::result_path(job().id), RateLimiter::Kind::result);
    return try_later(bad_response("The job is complete, but the queue names no address of a clip: " + report.unread));
  }
  address_ = *report.address;
  receipt_ = report.receipt;
  receipt_.request_id = job().id;
  fetch(*report.address);
}

void Wait::fetch(const std::string& address) {
  if (!download_) {
    Download::Events events;
    events.on_begin = [this](std::uint64_t had, std::optional<std::uint64_t> total) {
      enter_phase(Phase::downloading);
      expect_bytes(had, total);
    };
    events.on_bytes = [this](std::size_t bytes) {
      add_bytes(bytes);
      forget_failures();
    };
    events.on_end = [this](std::optional<Error> error) { guarded([&] { on_fetched(std::move(error)); }); };
    download_ = std::make_unique<Download>(engine(), sink_, connect_timeout(), retry(), std::move(events));
  }
  download_->start(address);
}

void Wait::on_fetched(std::optional<Error> error) {
  if (!error) {
    if (const auto self = finish()) done_(std::move(receipt_));
    return;
  }
  if (download_->hopeless()) return fail_job(std::move(*error));
  // The queue is asked again: it may have another address by then.
  try_later(std::move(*error));
}

void Wait::deliver_error(Error error) noexcept {
  try {
    error.request_id = job().id;
    if (!address_.empty()) add_sentence(error.message, engine().settings().key.scrub(can_be_fetched_from(address_)));
  } catch (...) {
    // An error without its hint is better than none.
  }
  done_(std::move(error));
}

}  // namespace

Operation<Video> wait_for(const std::shared_ptr<Engine>& engine, const JobFacts& job, const CallOptions& options,
                          Clock::time_point began, std::shared_ptr<ClipPlace> place) {
  ClipFetch fetch;
  fetch.mark = job.id;
  fetch.place = std::move(place);
  fetch.make_call = [&](SinkWriter& sink, ClipDone done) {
    return std::make_shared<Wait>(engine, job, options, began, sink, std::move(done));
  };
  fetch.amend = [id = job.id](Error error) { return with_job(std::move(error), id); };
  return fetch_clip(engine, options, std::move(fetch));
}

}  // namespace segmind::call
