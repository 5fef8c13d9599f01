#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "call/engine.hpp"
#include "call/exchange/failure.hpp"
#include "call/lifecycle/progress_report.hpp"
#include "call/lifecycle/step.hpp"
#include "call/lifecycle/stop.hpp"
#include "segmind/call_options.hpp"
#include "segmind/error.hpp"

namespace segmind::call {

/// What a step that needs a moment is given before its call is ended.
inline constexpr std::chrono::milliseconds a_moment{1'000};

/// How long a call may take.
struct TimeLimit {
  std::chrono::milliseconds if_unset;  ///< Where CallOptions::timeout is not set.
  /// Earlier than now for a call that goes on with what another began: limit and progress count from there.
  std::optional<net::Clock::TimePoint> began;
};

/// What every call has: a beginning on the loop's thread, a limit, a way to be cancelled, progress, and exactly one
/// end. What it does meanwhile is its Step.
///
/// All functions but begin() and stop() run on the loop's thread.
class Call final : public std::enable_shared_from_this<Call> {
 public:
  /// A call whose step is an S, made from the call and `arguments`.
  template <typename S, typename... Arguments>
  static std::shared_ptr<Call> of(const std::shared_ptr<Engine>& engine, const CallOptions& options, TimeLimit limit,
                                  Arguments&&... arguments) {
    const auto call = std::make_shared<Call>(engine, options, limit);
    call->step_ = std::make_unique<S>(*call, std::forward<Arguments>(arguments)...);
    return call;
  }

  Call(std::shared_ptr<Engine> engine, const CallOptions& options, TimeLimit limit);
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  // For whoever has begun it.

  /// Hands the call to the loop, from any thread. Throws std::bad_alloc or std::system_error; then it never began.
  void begin();
  /// Ends the call from any thread.
  void stop(Stop how) noexcept;

  // For the engine, which the client's end takes along.

  bool needs_a_moment() const noexcept { return step_->needs_a_moment(); }
  void end_by_client() noexcept;

  // For its step.

  /// Ends the call with a failure; the key is taken out of every text. Nothing after the first end counts.
  void fail(Error error) noexcept;
  /// As fail(), from inside an exchange's callback, where the exchange cannot be stopped yet.
  void fail_soon(Error error) noexcept;
  /// What fail_soon() has announced. False: nothing.
  bool end_if_failing() noexcept;
  /// Ends a call that succeeded, and keeps it alive for the caller's last words; null when it had ended before.
  std::shared_ptr<Call> finish() noexcept;

  /// Runs what may throw; that ends the call. False: the call has ended.
  template <typename Run>
  bool guarded(Run&& run) noexcept {
    return guarded(std::forward<Run>(run), &Call::fail);
  }
  /// The same inside an exchange's callback, which says no when this does.
  template <typename Run>
  bool guarded_inside(Run&& run) noexcept {
    return guarded(std::forward<Run>(run), &Call::fail_soon);
  }

  /// Whether what ends the call has come, though its turn has not: nothing that pays may leave any more.
  bool has_to_end() const noexcept;
  void end_now() noexcept;
  bool is_drained() const noexcept { return drained_; }

  /// Runs a task after a while.
  void later(std::chrono::milliseconds wait, net::Loop::Task task);
  /// The same for what then needs a turn of that kind; tells the program how long it waits. At `at_the_latest` it goes
  /// whatever the rate limit says.
  void wait_then(std::chrono::milliseconds wait, RateLimiter::Kind kind, net::Loop::Task task,
                 std::optional<net::Clock::TimePoint> at_the_latest = std::nullopt);
  /// Runs a task as soon as the rate limit lets another request go.
  void take_turn(RateLimiter::Kind kind, net::Loop::Task task,
                 std::optional<net::Clock::TimePoint> at_the_latest = std::nullopt);

  Engine& engine() const noexcept { return *engine_; }
  const std::shared_ptr<Engine>& shared_engine() const noexcept { return engine_; }
  ProgressReport& progress() noexcept { return progress_; }
  const RetryPolicy& retry() const noexcept { return retry_; }
  std::chrono::milliseconds connect_timeout() const noexcept { return connect_timeout_; }

  void set_attempt(int number) noexcept;
  int attempts() const noexcept { return attempts_; }

  net::Clock::TimePoint now() const noexcept { return engine_->clock().now(); }
  std::chrono::milliseconds limit() const noexcept { return timeout_; }
  std::chrono::milliseconds time_to_deadline() const noexcept;
  std::chrono::milliseconds until_turn(RateLimiter::Kind kind) const;
  /// Whether a wait that long ends before the deadline: one that does not is not worth beginning.
  bool leaves_time_for(std::chrono::milliseconds wait) const noexcept { return wait < time_to_deadline(); }

 private:
  template <typename Run>
  bool guarded(Run&& run, void (Call::*end)(Error)) noexcept {
    const auto self = shared_from_this();  // what runs may end the call, and its end lets go of the last owner
    try {
      run();
      return !ended_;
    } catch (...) {
      (this->*end)(error_of_current_exception());
      return false;
    }
  }

  void run();
  std::uint64_t listen_to(const CancellationToken& token, Stop how);
  void on_deadline() noexcept;
  void on_cancelled() noexcept;
  void release() noexcept;

  const std::shared_ptr<Engine> engine_;
  const std::chrono::milliseconds timeout_;
  const std::chrono::milliseconds connect_timeout_;
  const RetryPolicy retry_;
  const CancellationToken cancellation_;
  const CancellationToken drain_;
  const net::Clock::TimePoint began_;
  ProgressReport progress_;
  std::unique_ptr<Step> step_;

  std::optional<net::Loop::TimerId> deadline_;
  std::optional<net::Loop::TimerId> pause_;
  std::optional<net::Loop::TimerId> moment_;  // that the step was given before it is ended
  std::uint64_t cancellation_id_ = 0;
  std::uint64_t drain_id_ = 0;
  unsigned turn_ = 0;  // in the limiter's line: an earlier one counts no more
  int attempts_ = 0;
  bool ended_ = false;
  std::unique_ptr<Error> failure_;      // that ends it soon
  std::atomic<bool> cancelled_{false};  // these two from any thread
  std::atomic<bool> drained_{false};
};

}  // namespace segmind::call
