#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include "call/call.hpp"
#include "call/failure.hpp"
#include "call/waiter.hpp"
#include "segmind/operation.hpp"

namespace segmind::detail {

struct OperationCore::Internal {
  mutable std::mutex mutex;
  mutable std::condition_variable changed;
  bool ready = false;
  std::atomic_flag concluded = ATOMIC_FLAG_INIT;
  Function<void()> callback;
  std::function<void()> on_cancel;  // set before anyone else has the operation
  std::weak_ptr<call::Engine> engine;

  /// The result is in its place: wakes who waits, and runs the callback here.
  void finish() noexcept;
};

}  // namespace segmind::detail

namespace segmind::call {

/// How long a thread that drives a loop while it waits stays inside at a time.
inline constexpr std::chrono::milliseconds longest_turn{50};

using Executor = Function<void(Function<void()>)>;

/// What is left to do when a call has ended: finding its result, and telling its operation. Done once, and at the
/// latest when nobody has it any more: an executor that fails, or drops its work, must not lose a clip.
template <typename T>
class Conclusion {
 public:
  /// `conclude` must not throw.
  Conclusion(std::shared_ptr<detail::OperationState<T>> state, std::function<Result<T>()> conclude) noexcept
      : state_(std::move(state)), conclude_(std::move(conclude)) {}
  Conclusion(Conclusion&&) noexcept = default;
  Conclusion(const Conclusion&) = delete;
  Conclusion& operator=(const Conclusion&) = delete;
  ~Conclusion() { run(); }

  void run() noexcept {
    if (!state_ || state_->internal().concluded.test_and_set()) return;
    state_->result.emplace(without_exceptions(conclude_));
    state_->internal().finish();
  }

 private:
  std::shared_ptr<detail::OperationState<T>> state_;
  std::function<Result<T>()> conclude_;
};

/// Brings a call's end to its operation: its conclusion, and with it the callbacks, run where the program wants them.
template <typename T>
class Delivery {
 public:
  Delivery(std::shared_ptr<detail::OperationState<T>> state, Executor executor)
      : state_(std::move(state)), executor_(std::move(executor)) {}

  void operator()(std::function<Result<T>()> conclude) const noexcept {
    Conclusion<T> here(state_, std::move(conclude));
    if (!executor_) return;
    try {
      const auto work = std::make_shared<Conclusion<T>>(std::move(here));
      executor_([work] { work->run(); });
    } catch (...) {
      // Then it runs here.
    }
  }

 private:
  std::shared_ptr<detail::OperationState<T>> state_;
  Executor executor_;
};

/// Begins a call and returns its operation; `make` gets the Delivery and returns the call, or the Error that keeps it
/// from beginning. Throws std::bad_alloc at the most.
template <typename T>
Operation<T> begin(const std::shared_ptr<Engine>& engine, const CallOptions& options,
                   const std::function<Result<std::shared_ptr<Call>>(Delivery<T>)>& make) {
  const auto state = std::make_shared<detail::OperationState<T>>();
  const auto refuse = [&](Error error) {
    state->result.emplace(std::move(error));
    state->internal().finish();
  };
  try {
    Result<std::shared_ptr<Call>> call = make(Delivery<T>(state, options.executor));
    if (!call) {
      refuse(std::move(call).error());
    } else {
      state->internal().on_cancel = [weak = std::weak_ptr<Call>(*call)] {
        if (const auto alive = weak.lock()) alive->cancel();
      };
      state->internal().engine = engine;
      (*call)->begin();
    }
  } catch (...) {
    refuse(error_of_current_exception());
  }
  return Operation<T>(state);
}

/// The blocking twin of `begin_call`, a function from CallOptions to Operation<T>: the calling thread waits, and does
/// itself what is left to do when the call has ended.
template <typename T, typename BeginCall>
Result<T> run(Engine& engine, CallOptions options, BeginCall begin_call) {
  if (engine.loop().on_thread()) {
    return refused_option(
        "call", "", "A blocking call inside a callback of the same client would wait for itself; make it elsewhere.");
  }
  const auto handed = std::make_shared<Waiter<Function<void()>>>();
  options.executor = [handed](Function<void()> work) { handed->give(std::move(work)); };
  Operation<T> operation = begin_call(options);
  if (!operation.ready()) {
    const Function<void()> work = engine.loop().has_thread()
                                      ? handed->wait()
                                      : handed->wait_with([&engine] { engine.loop().turn(longest_turn); });
    work();
  }
  return operation.try_get();
}

}  // namespace segmind::call
