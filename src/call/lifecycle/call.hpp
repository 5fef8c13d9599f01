#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "call/engine.hpp"
#include "call/exchange/failure.hpp"
#include "segmind/call_options.hpp"
#include "segmind/error.hpp"

namespace segmind::call {

/// How a call is ended: at once, or only if it has sent nothing that pays; else it goes on, but pays no second time.
enum class Stop { at_once, unless_sent };

/// What every call has in common: a beginning on the loop's thread, a deadline, a way to be cancelled, progress, and
/// exactly one end.
///
/// All functions but begin() and stop() run on the loop's thread.
class Call : public std::enable_shared_from_this<Call> {
 public:
  /// `began` is earlier than now for a call that goes on with what another began: its limit and its progress count from
  /// there.
  Call(std::shared_ptr<Engine> engine, const CallOptions& options, std::chrono::milliseconds default_timeout,
       net::Loop::Clock::time_point began = net::Loop::Clock::now());
  virtual ~Call() = default;
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  /// Hands the call to the loop, from any thread. Throws std::bad_alloc or std::system_error; then it never began.
  void begin();

  /// Ends the call from any thread.
  void stop(Stop how) noexcept;

  /// The client is going away.
  void end_by_client() noexcept;

 protected:
  // What kinds of calls differ in. None of these may throw, but start().
  virtual void start() = 0;
  virtual void stop_exchanges() noexcept = 0;
  virtual Charge charge_now() const noexcept = 0;
  /// What kept the call from ending earlier, for the error of a limit that runs out; empty where nothing did.
  virtual std::string last_problem() const { return {}; }
  virtual void deliver_error(Error error) noexcept = 0;
  virtual void on_drained() noexcept {}

  /// Ends the call with a failure; the key is taken out of every text. Nothing after the first end counts.
  void fail(Error error) noexcept;
  /// Ends a call that succeeded, and keeps it alive for the caller's last words; null when it had ended before.
  std::shared_ptr<Call> finish() noexcept;
  /// As fail(), from inside an exchange's callback, where the exchange cannot be stopped yet.
  void fail_soon(Error error) noexcept;

  /// Runs a step and turns whatever it throws into the call's end.
  template <typename Step>
  bool guarded(Step&& step) noexcept {
    return guarded(std::forward<Step>(step), &Call::fail);
  }
  /// The same inside an exchange's callback, which says no when this does.
  template <typename Step>
  bool guarded_inside(Step&& step) noexcept {
    return guarded(std::forward<Step>(step), &Call::fail_soon);
  }

  /// Whether what ends the call has come, though its turn has not: nothing that pays may leave any more.
  bool has_to_end() const noexcept;
  void end_now() noexcept;
  /// It pays no second time.
  bool is_drained() const noexcept { return drained_; }

  void enter_phase(Phase phase) noexcept;
  /// Runs the step after a while.
  void later(std::chrono::milliseconds wait, net::Loop::Task step);
  /// The same for a step that takes a turn of that kind, in Phase::waiting: tells the program how long.
  void wait_then(std::chrono::milliseconds wait, RateLimiter::Kind kind, net::Loop::Task step,
                 std::optional<net::Loop::Clock::time_point> at_the_latest = std::nullopt);
  void add_bytes(std::uint64_t bytes) noexcept { progress_.bytes += bytes; }
  void expect_bytes(std::uint64_t had, std::optional<std::uint64_t> total) noexcept {
    progress_.bytes = had;
    progress_.total = total;
  }
  void count_attempt() noexcept { note_attempt(attempts_ + 1); }
  void note_attempt(int number) noexcept { progress_.attempt = attempts_ = number; }

  int attempts() const noexcept { return attempts_; }

  Engine& engine() const noexcept { return *engine_; }
  const std::shared_ptr<Engine>& shared_engine() const noexcept { return engine_; }
  bool ended() const noexcept { return ended_; }
  Phase phase() const noexcept { return progress_.phase; }
  std::chrono::milliseconds connect_timeout() const noexcept { return connect_timeout_; }
  const RetryPolicy& retry() const noexcept { return retry_; }
  /// Runs the step as soon as the rate limit lets another request go, or at the latest then, whatever it says.
  void take_turn(RateLimiter::Kind kind, net::Loop::Task step,
                 std::optional<net::Loop::Clock::time_point> at_the_latest = std::nullopt);
  std::chrono::milliseconds limit() const noexcept { return timeout_; }
  std::chrono::milliseconds time_to_deadline() const noexcept;
  std::chrono::milliseconds until_turn(RateLimiter::Kind kind) const;
  /// Whether a wait that long ends before the deadline: one that does not is not worth beginning.
  bool leaves_time_for(std::chrono::milliseconds wait) const noexcept;

 private:
  template <typename Step>
  bool guarded(Step&& step, void (Call::*end)(Error)) noexcept {
    const auto self = shared_from_this();  // the step may end the call, and its end lets go of the last owner
    try {
      step();
      return !ended_;
    } catch (...) {
      (this->*end)(error_of_current_exception());
      return false;
    }
  }

  void run();
  void start_unless_ended() noexcept;
  void tick() noexcept;
  void report() noexcept;
  void on_deadline() noexcept;
  void on_cancelled() noexcept;
  void release() noexcept;

  std::shared_ptr<Engine> engine_;
  const std::chrono::milliseconds timeout_;
  const std::chrono::milliseconds connect_timeout_;
  const std::chrono::milliseconds interval_;
  const RetryPolicy retry_;
  const CancellationToken token_;
  const Function<void(const Progress&)> on_progress_;
  const net::Loop::Clock::time_point began_;

  std::optional<net::Loop::TimerId> deadline_;
  std::optional<net::Loop::TimerId> ticker_;
  std::optional<net::Loop::TimerId> pause_;
  std::optional<net::Loop::Clock::time_point> next_attempt_;  // at the earliest
  std::uint64_t token_id_ = 0;
  Progress progress_;
  std::uint64_t told_bytes_ = 0;
  unsigned turn_ = 0;  // in the limiter's line: an earlier one counts no more
  int attempts_ = 0;
  bool ended_ = false;
  std::unique_ptr<Error> failure_;      // that ends it soon
  std::atomic<bool> cancelled_{false};  // these two from any thread
  std::atomic<bool> drained_{false};
};

}  // namespace segmind::call
