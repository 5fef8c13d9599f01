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
#include "call/lifecycle/executor.hpp"
#include "call/lifecycle/waiter.hpp"
#include "segmind/operation.hpp"

namespace segmind::detail {

struct OperationCore::Internal {
  enum class Stage {
    under_way,
    ready,     ///< The result is in its place; the callback runs when deliver_on lets it.
    delivered  ///< A callback that comes now runs at once.
  };

  mutable std::mutex mutex;
  mutable std::condition_variable changed;
  Stage stage = Stage::under_way;
  std::atomic<bool> claimed{false};
  Function<void()> callback;
  // These are set before anyone else has the operation.
  std::function<void(call::Stop)> on_stop;
  call::Executor deliver_on;
  std::weak_ptr<call::Engine> engine;

  void stop(call::Stop how) const noexcept {
    if (on_stop) on_stop(how);
  }
  /// Wakes who waits; for results that deliver() tells later.
  void become_ready() noexcept;
  /// Runs the callback here.
  void deliver() noexcept;
  /// Runs a callback of the program; an exception is logged.
  void call(const Function<void()>& due) const noexcept;
};

/// The library's access to an operation's internals.
struct OperationAccess {
  template <typename T>
  static OperationCore& core(const Operation<T>& operation) noexcept {
    return *operation.state_;
  }
  template <typename T>
  static std::shared_ptr<OperationCore> shared_core(const Operation<T>& operation) noexcept {
    return operation.state_;
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

/// Puts the result of an operation in its place: wakes who waits, and has the callback run where the program wants it.
template <typename T>
void finish(const std::shared_ptr<detail::OperationState<T>>& operation, Result<T> result) noexcept {
  operation->result.emplace(std::move(result));
  // Taken out: an executor that never runs its work would hold itself by way of the operation that the work holds.
  const Executor deliver_on = std::exchange(operation->internal().deliver_on, {});
  if (deliver_on) operation->internal().become_ready();
  run_on(deliver_on, [operation]() noexcept { operation->internal().deliver(); });
}

/// How a call that has ended becomes the result of its operation.
template <typename T, typename Told = T>
struct Conclusion {
  /// Makes the result of what the call told at its end; empty where that is the result.
  Function<Result<T>(Result<Told>)> conclude;
  /// Takes the conclusion of a success; empty: it is made where the call ended.
  Executor executor;
  /// Runs first on the thread that cancels.
  Function<void()> on_cancel;
};

/// Brings what a call told at its end to its operation.
template <typename T, typename Told = T>
class Delivery {
 public:
  Delivery(std::shared_ptr<detail::OperationState<T>> state, Conclusion<T, Told> conclusion)
      : state_(std::move(state)), conclusion_(std::move(conclusion)) {}

  void operator()(Result<Told> told) const noexcept {
    const bool elsewhere = told.has_value();
    auto work = [state = state_, conclude = conclusion_.conclude, told = std::move(told)]() mutable noexcept {
      finish(state, concluded(conclude, std::move(told)));
    };
    elsewhere ? run_on(conclusion_.executor, std::move(work)) : work();
  }

 private:
  static Result<T> concluded(const Function<Result<T>(Result<Told>)>& conclude, Result<Told> told) noexcept {
    return without_exceptions([&]() -> Result<T> {
      if constexpr (std::is_same_v<T, Told>) {
        if (!conclude) return std::move(told);
      }
      return conclude(std::move(told));
    });
  }

  std::shared_ptr<detail::OperationState<T>> state_;
  Conclusion<T, Told> conclusion_;
};

template <typename T>
std::shared_ptr<detail::OperationState<T>> new_operation(const std::shared_ptr<Engine>& engine,
                                                         const CallOptions& options) {
  const auto state = std::make_shared<detail::OperationState<T>>();
  state->internal().engine = engine;
  state->internal().deliver_on = options.deliver_on;
  return state;
}

/// Begins a call; the operation's cancel() stops it from now on.
void begin_for(detail::OperationCore& operation, const std::shared_ptr<Call>& call, Function<void()> on_cancel);

/// Begins a call and returns its operation; `make` gets the Delivery and returns the call, or the Error that keeps it
/// from beginning. Throws std::bad_alloc at the most.
template <typename T, typename Told = T, typename Make>
Operation<T> begin(const std::shared_ptr<Engine>& engine, const CallOptions& options, const Make& make,
                   const Conclusion<T, Told>& conclusion = {}) {
  const std::shared_ptr<detail::OperationState<T>> state = new_operation<T>(engine, options);
  try {
    Result<std::shared_ptr<Call>> call = make(Delivery<T, Told>(state, conclusion));
    if (!call) {
      finish(state, Result<T>(std::move(call).error()));
    } else {
      begin_for(*state, *call, conclusion.on_cancel);
    }
  } catch (...) {
    Result<T> refusal = error_of_current_exception();
    // Which takes away what was prepared.
    if (conclusion.conclude) refusal = conclusion.conclude(std::move(refusal).error());
    finish(state, std::move(refusal));
  }
  return Operation<T>(state);
}

/// The thread of a blocking call: it waits, and gives the clip's file its last flush itself.
class WaitingThread {
 public:
  /// Made before the call begins: afterwards nothing may fail any more. From now on `options` leads that work here.
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
