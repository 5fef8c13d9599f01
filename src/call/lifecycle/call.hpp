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
  std::chrono::milliseconds if_unset;  ///< When CallOptions::timeout is not set.
  /// When limit and progress count from; not set: now. Earlier for a call that continues another one.
  std::optional<net::Clock::TimePoint> began;
};

/// What all calls share: the deadline, cancellation, progress, and exactly one end. Its Step does the work. All
/// functions but begin() and stop() must be called on the loop's thread.
class Call final : public std::enable_shared_from_this<Call> {
 public:
  /// Makes a call with the step S(call, arguments...).
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

  // For the call's owner.

  /// Posts the call to the loop, from any thread. Throws std::bad_alloc or std::system_error; then the call never
  /// begins.
  void begin();
  /// Ends the call from any thread.
  void stop(Stop how) noexcept;

  // For the engine, which the client's end takes along.

  bool needs_a_moment() const noexcept { return step_->needs_a_moment(); }
  void end_by_client() noexcept;

  // For the call's step.

  /// Ends the call with an error, with the key removed from its texts. Does nothing once the call has ended.
  void fail(Error error) noexcept;
  /// As fail(), but after the current callback, and after the moment that the step may need: for use inside an
  /// exchange's callbacks.
  void fail_soon(Error error) noexcept;
  /// Ends the call if fail_soon() was called; returns whether it did.
  bool end_if_failing() noexcept;
  /// Ends the call as successful. Returns a reference that keeps the call alive for the delivery of its result; null
  /// when the call has already ended.
  std::shared_ptr<Call> finish() noexcept;

  /// Calls `run`; an exception ends the call. Returns false when the call has ended.
  template <typename Run>
  bool guarded(Run&& run) noexcept {
    return guarded(std::forward<Run>(run), &Call::fail);
  }
  /// As guarded(), inside an exchange's callback, which must return false when this does.
  template <typename Run>
  bool guarded_inside(Run&& run) noexcept {
    return guarded(std::forward<Run>(run), &Call::fail_soon);
  }

  /// Whether a failure, cancellation, drain or deadline is pending. Then nothing that pays may be sent.
  bool has_to_end() const noexcept;
  /// Ends the call for the reason that has_to_end() found.
  void end_now() noexcept;
  bool is_drained() const noexcept { return drained_; }

  /// Runs a task after a while.
  void later(std::chrono::milliseconds wait, net::Loop::Task task);
  /// As later(), for a task that then takes a turn of that kind. Reports the expected wait as progress.
  /// `at_the_latest`: when the turn comes whatever the rate limit says.
  void wait_then(std::chrono::milliseconds wait, RateLimiter::Kind kind, net::Loop::Task task,
                 std::optional<net::Clock::TimePoint> at_the_latest = std::nullopt);
  /// Runs a task when the rate limit allows, or `at_the_latest`.
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
  /// Whether a wait of that length ends before the deadline.
  bool leaves_time_for(std::chrono::milliseconds wait) const noexcept { return wait < time_to_deadline(); }

 private:
  template <typename Run>
  bool guarded(Run&& run, void (Call::*end)(Error)) noexcept {
    const auto self = shared_from_this();  // run() may end the call, which may drop the last owner
    try {
      run();
      return !ended_;
    } catch (...) {
      (this->*end)(error_of_current_exception());
      return false;
    }
  }

  void run();
  void take_shared_turn(net::Loop::Task task, std::optional<net::Clock::TimePoint> at_the_latest);
  std::uint64_t listen_to(const CancellationToken& token, Stop how);
  void on_deadline() noexcept;
  void on_cancelled() noexcept;
  void on_failing() noexcept;
  bool ends_in_a_moment(net::Loop::Task end) noexcept;
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
  unsigned turn_ = 0;  // the current turn in the limiter's queue; earlier ones are void
  int attempts_ = 0;
  bool ended_ = false;
  std::unique_ptr<Error> failure_;      // from fail_soon()
  std::atomic<bool> cancelled_{false};  // cancelled_ and drained_ are set from any thread
  std::atomic<bool> drained_{false};
};

}  // namespace segmind::call
