#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "api/limits.hpp"
#include "api/queue.hpp"
#include "call/exchange/backoff.hpp"
#include "call/lifecycle/call.hpp"
#include "call/exchange/query.hpp"

namespace segmind::call {

/// A job of the queue, as far as this side knows it.
class JobFacts {
 public:
  JobFacts(std::string job, std::chrono::system_clock::time_point when_submitted, bool is_resumed)
      : id(std::move(job)),
        submitted(when_submitted),
        resumed(is_resumed),
        age_at_first_(
            std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now() - when_submitted)) {}

  std::string id;
  std::chrono::system_clock::time_point submitted;
  bool resumed;  ///< Taken up from its id alone: the time of submission may be earlier.

  std::chrono::system_clock::time_point expires_at() const { return submitted + api::limits::job_record_lifetime; }
  /// Since its submission; whoever sets the time of the day meanwhile changes nothing about it.
  std::chrono::milliseconds age() const;
  /// Until the service forgets it; 0 once it may have.
  std::chrono::milliseconds time_left() const;

 private:
  std::chrono::milliseconds since_submission() const;

  net::Loop::Clock::time_point first_ = net::Loop::Clock::now();
  std::chrono::milliseconds age_at_first_;
};

/// What ended a call about a job, or kept it from beginning. The job itself may be paid, and the one thing not to do is
/// to pay for it again: only a failed one costs nothing.
Error with_job(Error error, const std::string& id);

/// A call that asks the queue about a job, again and again if it must: asking costs nothing.
class QueueCall : public Call {
 protected:
  QueueCall(std::shared_ptr<Engine> engine, JobFacts job, const CallOptions& options,
            std::chrono::milliseconds default_timeout, net::Loop::Clock::time_point began = net::Loop::Clock::now());

  /// Asks when the rate limit lets it; the report, whatever its state, goes to on_report().
  void ask(std::string path, RateLimiter::Kind kind = RateLimiter::Kind::question);
  virtual void on_report(const api::JobReport& report) = 0;
  /// Whether a failure that may pass is worth another try.
  virtual bool patient() const noexcept = 0;
  /// Whether it waits to the end of its limit rather than say early that it would.
  virtual bool stays() const noexcept { return false; }

  void stop_exchanges() noexcept override { query_.reset(); }
  std::string last_problem() const override { return last_problem_; }
  /// Asks the same again after a while, or ends the call.
  void try_later(Error error);
  void fail_job(Error error);
  void forget_failures() noexcept;

  const JobFacts& job() const noexcept { return job_; }
  int failures() const noexcept { return failures_; }

 private:
  void ask_again();
  /// When it is asked whatever the rate limit says.
  std::optional<net::Loop::Clock::time_point> at_the_latest() const;
  void read(const Answer& answer);
  void unknown_id(Error error);

  const JobFacts job_;
  std::string path_;
  RateLimiter::Kind kind_ = RateLimiter::Kind::question;
  Backoff backoff_;
  int failures_ = 0;
  std::string last_problem_;
  bool was_known_ = false;
  std::optional<net::Loop::Clock::time_point> unknown_since_;
  std::unique_ptr<Query> query_;
};

}  // namespace segmind::call
