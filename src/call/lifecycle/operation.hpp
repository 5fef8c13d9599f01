#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <type_traits>
#include <utility>

#include "call/exchange/failure.hpp"
#include "call/lifecycle/call.hpp"
#include "call/lifecycle/waiter.hpp"
#include "segmind/operation.hpp"

namespace segmind::detail {

struct OperationCore::Internal {
  mutable std::mutex mutex;
  mutable std::condition_variable changed;
  bool ready = false;
  std::atomic_flag concluded = ATOMIC_FLAG_INIT;
  std::atomic<bool> claimed{false};
  Function<void()> callback;
  std::function<void(call::Stop)> on_stop;  // set before anyone else has the operation
  std::weak_ptr<call::Engine> engine;

  void stop(call::Stop how) const noexcept {
    if (on_stop) on_stop(how);
  }
  /// The result is in its place: wakes who waits, and runs the callback here.
  void finish() noexcept;
  /// Runs a callback of the program; an exception is logged.
  void call(const Function<void()>& due) const noexcept;
};

/// The library's access to an operation's internals.
struct OperationAccess {
  template <typename T>
  static OperationCore& core(const Operation<T>& operation) noexcept {
    return *operation.state_;
  }
  /// Does nothing for an operation that is not valid.
  template <typename T>
  static void stop(const Operation<T>& operation, call::Stop how) noexcept {
    if (operation.valid()) core(operation).internal().stop(how);
  }
};

}  // namespace segmind::detail

namespace segmind::call {

/// How long a thread that waits for an operation drives the loop at a time.
inline constexpr std::chrono::milliseconds longest_turn{50};

using Executor = Function<void(Function<void()>)>;

/// What is left to do when a call has ended: finding its result in what it told, and telling its operation. Done once,
/// and at the latest when nobody has it any more: an executor that fails, or drops its work, must not lose a clip.
template <typename T, typename Told>
class Conclusion {
 public:
  Conclusion(std::shared_ptr<detail::OperationState<T>> state, Function<Result<T>(Result<Told>)> conclude,
             Result<Told> told) noexcept
      : state_(std::move(state)), conclude_(std::move(conclude)), told_(std::move(told)) {}
  Conclusion(Conclusion&&) noexcept = default;
  Conclusion(const Conclusion&) = delete;
  Conclusion& operator=(const Conclusion&) = delete;
  ~Conclusion() { (*this)(); }

  void operator()() noexcept {
    if (!state_ || state_->internal().concluded.test_and_set()) return;
    state_->result.emplace(result());
    state_->internal().finish();
  }

 private:
  Result<T> result() noexcept {
    return without_exceptions([this]() -> Result<T> {
      if constexpr (std::is_same_v<T, Told>) {
        if (!conclude_) return std::move(told_);
      }
      return conclude_(std::move(told_));
    });
  }

  std::shared_ptr<detail::OperationState<T>> state_;
  Function<Result<T>(Result<Told>)> conclude_;
  Result<Told> told_;
};

/// Brings what a call told at its end to its operation: the conclusion, and with it the callbacks, run where the
/// program wants them.
template <typename T, typename Told = T>
class Delivery {
 public:
  /// `conclude` makes the operation's result of what the call told; empty where that is the result.
  Delivery(std::shared_ptr<detail::OperationState<T>> state, Executor executor,
           Function<Result<T>(Result<Told>)> conclude)
      : state_(std::move(state)), executor_(std::move(executor)), conclude_(std::move(conclude)) {}

  void operator()(Result<Told> told) const noexcept {
    Conclusion<T, Told> here(state_, conclude_, std::move(told));
    if (!executor_) return;
    try {
      executor_(std::move(here));
    } catch (...) {
      // Then it runs here.
    }
  }

 private:
  std::shared_ptr<detail::OperationState<T>> state_;
  Executor executor_;
  Function<Result<T>(Result<Told>)> conclude_;
};

/// Begins a call; the operation's cancel() stops it from now on.
void begin_for(detail::OperationCore& operation, const std::shared_ptr<Call>& call, Function<void()> on_cancel);

/// Begins a call and returns its operation; `make` gets the Delivery and returns the call, or the Error that keeps it
/// from beginning. `on_cancel` runs first on the thread that cancels. Throws std::bad_alloc at the most.
template <typename T, typename Told = T, typename Make>
Operation<T> begin(const std::shared_ptr<Engine>& engine, const CallOptions& options, const Make& make,
                   Function<Result<T>(Result<Told>)> conclude = {}, Function<void()> on_cancel = {}) {
  const auto state = std::make_shared<detail::OperationState<T>>();
  state->internal().engine = engine;
  const auto refuse = [&](Result<T> refusal) {
    state->result.emplace(std::move(refusal));
    state->internal().finish();
  };
  try {
    Result<std::shared_ptr<Call>> call = make(Delivery<T, Told>(state, options.executor, conclude));
    if (!call) {
      refuse(std::move(call).error());
    } else {
      begin_for(*state, *call, std::move(on_cancel));
    }
  } catch (...) {
    Error error = error_of_current_exception();
    refuse(conclude ? conclude(std::move(error)) : Result<T>(std::move(error)));  // which takes away what was prepared
  }
  return Operation<T>(state);
}

/// The thread of a blocking call: it waits, and does itself what is left to do when the call has ended.
class WaitingThread {
 public:
  /// Made before the call begins: afterwards nothing may fail any more. From now on `options` leads the work here.
  WaitingThread(Engine& engine, CallOptions& options);
  void wait_for(detail::OperationCore& operation);

 private:
  using Work = Function<void()>;

  Engine& engine_;
  const std::shared_ptr<Waiter<Work>> handed_ = std::make_shared<Waiter<Work>>();
  const Work nothing_is_left_;
};

/// Runs begin_call(CallOptions), which returns an Operation<T>, and waits for its result. `at_stake`: what may have
/// been charged before.
template <typename T, typename BeginCall>
Result<T> run(Engine& engine, CallOptions options, BeginCall begin_call, Charge at_stake = Charge::none) {
  if (engine.loop().on_thread()) return would_wait_for_itself(at_stake);
  WaitingThread here(engine, options);
  Operation<T> operation = begin_call(options);
  here.wait_for(detail::OperationAccess::core(operation));
  return operation.try_get();
}

}  // namespace segmind::call
