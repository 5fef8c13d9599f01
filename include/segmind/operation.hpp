#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "segmind/export.hpp"
#include "segmind/function.hpp"
#include "segmind/result.hpp"

#if defined(__cpp_impl_coroutine) && __has_include(<coroutine>)
#  include <coroutine>
#endif

namespace segmind {

namespace detail {

/// What operations of every result type share.
class SEGMIND_EXPORT OperationCore {
 public:
  OperationCore();
  OperationCore(const OperationCore&) = delete;
  OperationCore& operator=(const OperationCore&) = delete;
  virtual ~OperationCore();

  bool ready() const noexcept;
  bool wait_for(std::chrono::milliseconds time) const;
  /// False when the operation is not ready and this thread would wait for itself.
  bool wait() const;
  void cancel() const noexcept;
  /// Calls at once; an exception goes to ClientOptions::log.
  void run(const Function<void()>& callback) const noexcept;
  /// Calls once, when the operation is ready; at once when it already is. False when another callback waits for that.
  bool when_ready(Function<void()> callback);
  /// As when_ready(), and claims the result for the callback. False when the result is claimed already.
  bool take_when_ready(Function<void()> callback);
  /// Claims the result. True for the first caller.
  bool claim() noexcept;
  bool is_taken() const noexcept;
  /// Takes back what when_ready() was given, if it has not been called yet.
  void forget_callback() noexcept;

  struct Internal;
  Internal& internal() noexcept { return *internal_; }

 private:
  bool attach(Function<void()> callback, bool takes);

  std::unique_ptr<Internal> internal_;
};

struct OperationAccess;  // of the library's own

template <typename T>
struct OperationState : OperationCore {
  std::optional<Result<T>> result{};  // written before ready, read and moved out afterwards
};

}  // namespace detail

/// A call that is under way, returned by every function whose name ends in _async. Its result is taken once, by get(),
/// try_get(), then() or co_await. Dropping an Operation does not end the call: a paid clip still arrives in its file or
/// callback. One thread at a time may use an Operation; cancel() and ready() may be called from any.
template <typename T>
class [[nodiscard]] Operation {
 public:
  /// No call, as after a move: never ready, cancel() does nothing, and taking the result is ErrorKind::misuse.
  Operation() noexcept = default;

  /// Whether there is a call, under way or ended.
  bool valid() const noexcept { return state_ != nullptr; }

  /// Whether the result is there.
  bool ready() const noexcept { return state_ != nullptr && state_->ready(); }

  /// Waits up to `time` and returns whether the result is there. Pumps a pumped client. Does not wait inside a callback
  /// of the client. Must not be called on the thread of CallOptions::file_executor, which it may wait for.
  bool wait_for(std::chrono::milliseconds time) const { return state_ != nullptr && state_->wait_for(time); }

  /// Waits for the result and takes it. Throws the exception of the error; MisuseError inside a callback of the client,
  /// where it cannot wait. Must not be called on the thread of CallOptions::file_executor.
  T get() { return try_get().value(); }

  /// The same without exceptions.
  Result<T> try_get() {
    if (state_ == nullptr) return no_call();
    if (state_->is_taken()) return taken();
    if (!state_->wait())
      return misused("Inside a callback of the same client, get() would wait for itself: use then().");
    return take(*state_);
  }

  /// Ends the call as CancellationSource::cancel() does. Thread-safe; does nothing once the result is there.
  void cancel() const noexcept {
    if (state_ != nullptr) state_->cancel();
  }

  /// Gives the result to the callback once it is there: through CallOptions::deliver_on, or else where the call ends
  /// (the client's thread, file_executor, Client::pump()); at once where it was delivered before. get() fails from then
  /// on. The callback must not throw: ClientOptions::log gets what it throws.
  void then(Function<void(Result<T>)> callback) {
    if (!callback) return;
    if (state_ != nullptr &&
        state_->take_when_ready([state = state_, callback] { callback(std::move(*state->result)); }))
      return;
    // In a state of its own, as every other result: g++ 12 takes a local one for uninitialized.
    const std::shared_ptr<detail::OperationState<T>> second(new detail::OperationState<T>);
    second->result.emplace(state_ != nullptr ? taken() : no_call());
    const detail::OperationCore& runner = state_ != nullptr ? *state_ : *second;
    runner.run([&] { callback(take(*second)); });
  }

#if defined(__cpp_impl_coroutine) && __has_include(<coroutine>)
  /// co_await gives the Result. The coroutine resumes where a callback of then() would run. A coroutine that waits must
  /// be destroyed on that thread, or before the call has ended. See docs/coroutines.md, also for a defect of g++ 12.
  auto operator co_await() const noexcept {
    class Awaiter {
     public:
      explicit Awaiter(std::shared_ptr<detail::OperationState<T>> state) noexcept : state_(std::move(state)) {}
      Awaiter(const Awaiter&) = delete;
      Awaiter& operator=(const Awaiter&) = delete;
      ~Awaiter() {
        if (waits_) state_->forget_callback();
      }

      bool await_ready() const noexcept { return state_ == nullptr || state_->ready(); }
      bool await_suspend(std::coroutine_handle<> waiting) {
        const auto alive = state_;  // resuming may end this awaiter
        waits_ = true;
        if (alive->when_ready([waiting] { waiting.resume(); })) return true;
        waits_ = false;
        return false;
      }
      Result<T> await_resume() {
        if (state_ == nullptr) return no_call();
        return state_->ready() ? take(*state_) : taken();
      }

     private:
      std::shared_ptr<detail::OperationState<T>> state_;
      bool waits_ = false;
    };
    return Awaiter(state_);
  }
#endif

  /// For the library's own.
  explicit Operation(std::shared_ptr<detail::OperationState<T>> state) noexcept : state_(std::move(state)) {}

 private:
  friend struct detail::OperationAccess;

  static Result<T> take(detail::OperationState<T>& state) { return state.claim() ? std::move(*state.result) : taken(); }
  static Error no_call() {
    return misused("There is no call: this operation was moved from, or never given one.", Charge::none);
  }
  static Error taken() {
    return misused(
        "then(), get() and co_await take an operation's result once, and another has taken it or waits for it.");
  }
  /// The call itself is not touched: what it costs, its own result says.
  static Error misused(const char* message, Charge charge = Charge::possible) {
    Error error;
    error.kind = ErrorKind::misuse;
    error.message = message;
    error.charge = charge;
    return error;
  }

  std::shared_ptr<detail::OperationState<T>> state_;
};

}  // namespace segmind
