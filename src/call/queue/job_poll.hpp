#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "api/queue.hpp"
#include "call/exchange/exchange.hpp"
#include "call/exchange/tries.hpp"
#include "call/queue/job_facts.hpp"

namespace segmind::call {

/// Polls the queue about a job for a call, and tries failed polls again: they cost nothing.
class JobPoll final : private ExchangeObserver {
 public:
  using OnReport = std::function<void(const api::JobReport&)>;
  using OnGone = std::function<void(Error)>;

  /// The report, whatever its state, goes to `on_report`.
  /// `on_gone` is told when the queue's record of the job is gone for good; without it the call ends.
  JobPoll(Call& call, JobFacts job, Tries::Patience patience, OnReport on_report, OnGone on_gone = {});

  /// Polls once the rate limit allows it.
  void ask(std::string address, RateLimiter::Kind kind = RateLimiter::Kind::question);
  /// Polls once. Calls `on_nothing` where no report comes.
  void look(std::string address, net::Loop::Task on_nothing);
  /// Polls the same address again after a wait, or ends the call.
  void try_later(Error error, Verdict verdict = Verdict::may_pass);
  void stop() noexcept { exchange_.reset(); }
  void forget_failures() noexcept;

  const JobFacts& job() const noexcept { return job_; }
  /// The last report, where it called the job complete, or the beginning of an answer that was too large.
  const std::string& paid_answer() const noexcept { return paid_answer_; }
  const std::string& last_problem() const noexcept { return last_problem_; }

 private:
  void on_answer(Answer answer) override;
  void ask_again();
  void send();
  /// From when on it is polled in spite of the rate limit.
  std::optional<net::Clock::TimePoint> at_the_latest() const;
  void on_refusal(Error error);

  Call& call_;
  const JobFacts job_;
  const Tries::Patience patience_;
  const OnReport on_report_;
  const OnGone on_gone_;
  Tries tries_;
  std::string address_;
  RateLimiter::Kind kind_ = RateLimiter::Kind::question;
  net::Loop::Task on_nothing_;  // of a look
  std::string last_problem_;
  std::string paid_answer_;
  bool was_known_ = false;
  std::optional<net::Clock::TimePoint> refused_since_;
  std::unique_ptr<Exchange> exchange_;
};

}  // namespace segmind::call
