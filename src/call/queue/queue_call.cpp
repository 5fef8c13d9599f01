#include "call/queue/queue_call.hpp"

#include <algorithm>
#include <utility>

#include "api/status.hpp"
#include "text/utf8.hpp"
#include "call/lifecycle/durations.hpp"
#include "call/exchange/failure.hpp"

namespace segmind::call {
namespace {

using std::chrono::milliseconds;

// A job may be unknown for a moment after its submission, to whichever server is asked; and one that was known, while
// its record must still be there, for as long as such a server needs to be mended.
constexpr milliseconds shortest_grace{1'000};
constexpr milliseconds longest_grace{5'000};
constexpr milliseconds longest_grace_if_known{60'000};

constexpr milliseconds young{60'000};

// So long before the service forgets a job it is asked for whatever the rate limit says: a question that is refused
// costs nothing, a clip that nobody asked for is lost.
constexpr milliseconds last_minute{60'000};

constexpr milliseconds shortest_wait{10};

using Clock = net::Loop::Clock;

}  // namespace

milliseconds JobFacts::since_submission() const {
  return age_at_first_ + std::chrono::duration_cast<milliseconds>(Clock::now() - first_);
}

milliseconds JobFacts::age() const { return std::max(since_submission(), milliseconds(0)); }

milliseconds JobFacts::time_left() const {
  return std::max(milliseconds(api::limits::job_record_lifetime) - since_submission(), milliseconds(0));
}

Error with_job(Error error, const std::string& id) {
  error.request_id = id;
  if (error.kind != ErrorKind::job_failed) error.charge = std::max(error.charge, Charge::possible);
  if (error.kind != ErrorKind::job_failed && error.kind != ErrorKind::job_expired) {
    add_sentence(error.message, (error.charge == Charge::charged ? "The job is complete" : "The job goes on") +
                                    ("; resume it from its id " + id + " within an hour of its submission."));
  }
  return error;
}

QueueCall::QueueCall(std::shared_ptr<Engine> engine, JobFacts job, const CallOptions& options,
                     milliseconds default_timeout, net::Loop::Clock::time_point began)
    : Call(std::move(engine), options, default_timeout, began), job_(std::move(job)), backoff_(retry()) {}

void QueueCall::ask(std::string path, RateLimiter::Kind kind) {
  path_ = std::move(path);
  kind_ = kind;
  ask_again();
}

void QueueCall::ask_again() {
  const auto send = [this] {
    note_attempt(failures_ + 1);
    auto address = std::make_shared<const net::Address>(engine().settings().base_url + path_);
    query_ = std::make_unique<Query>(engine(), std::move(address), failures_, connect_timeout(),
                                     [this](const Answer& answer) { guarded([&] { read(answer); }); });
  };
  take_turn(kind_, send, at_the_latest());
}

std::optional<Clock::time_point> QueueCall::at_the_latest() const {
  const milliseconds left = job_.time_left();
  if (left.count() == 0) return std::nullopt;
  return Clock::now() + left - last_minute;
}

void QueueCall::read(const Answer& answer) {
  const int status = answer.head.status;
  if (status == 0 || answer.outcome.ending != net::Ending::complete) {
    Error error = broken_off(answer.outcome, connect_timeout());
    // A certificate does not get better by asking again.
    if (answer.outcome.ending == net::Ending::certificate) return fail_job(std::move(error));
    return try_later(std::move(error));
  }
  const bool refused = status == 401 || status == 403 || status == 404 || status == 429 || status >= 500;
  if (const auto report = api::read_report(status, answer.body); report && !refused) {
    unknown_since_.reset();
    was_known_ = true;
    // A job that is said to be complete is no success before its clip is here.
    if (report->state != api::JobState::completed) forget_failures();
    return on_report(*report);
  }
  Error error = api::error_from(status, answer.head.headers, engine().settings().key.scrub(answer.body),
                                std::chrono::system_clock::now());
  error.charge = Charge::none;  // of the question; the job's own is added when the call ends
  if (status == 401 || status == 403) return fail_job(std::move(error));
  if (status == 404) return unknown_id(std::move(error));
  if (status == 429) engine().limiter().learn(error.retry_after);
  try_later(std::move(error));
}

void QueueCall::unknown_id(Error error) {
  const auto now = Clock::now();
  if (!unknown_since_) unknown_since_ = now;
  const milliseconds scale = bounded(retry().first_wait);
  const milliseconds grace = was_known_ ? std::clamp(scale * 60, shortest_grace, longest_grace_if_known)
                                        : std::clamp(scale * 5, shortest_grace, longest_grace);
  const milliseconds left = grace - std::chrono::duration_cast<milliseconds>(now - *unknown_since_);
  if (left.count() <= 0 || job_.time_left().count() == 0) {
    error.kind = ErrorKind::job_expired;
    engine().ledger().job_ended(job_.id, Charge::possible, std::nullopt);
    return fail_job(std::move(error));
  }
  milliseconds pause = was_known_ || job_.age() < young ? std::max(grace / 4, milliseconds(1)) : grace;
  pause = std::clamp(job_.time_left() / 2, shortest_wait, pause);
  later(std::min(left, pause), [this] { ask_again(); });
}

void QueueCall::try_later(Error error) {
  ++failures_;
  unknown_since_.reset();  // this answer does not say that the id is unknown
  if (!patient()) return fail_job(std::move(error));
  // A record lives for an hour: whoever asks for more than a few minutes of patience does not get it.
  milliseconds wait = std::clamp(backoff_.next(error.retry_after), shortest_wait, longest_patience);
  if (const milliseconds left = job_.time_left(); left.count() > 0) wait = std::clamp(left / 2, shortest_wait, wait);
  if (!stays() && !leaves_time_for(wait)) return fail_job(std::move(error));
  last_problem_ = std::move(error.message);
  wait_then(
      wait, kind_, [this] { ask_again(); }, at_the_latest());
}

void QueueCall::forget_failures() noexcept {
  failures_ = 0;
  last_problem_.clear();
  backoff_.reset();
}

void QueueCall::fail_job(Error error) {
  error.request_id = job_.id;
  fail(std::move(error));
}

}  // namespace segmind::call
