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

/// What every operation has, whatever its result is.
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
  /// Calls at once; an exception goes where those of other callbacks go.
  void run(const Function<void()>& callback) const noexcept;
  /// Calls once, when the operation is ready; at once when it already is. False when another callback waits for that.
  bool when_ready(Function<void()> callback);
  /// The same for whoever takes the result then: nobody else gets it from now on. False when it is another's.
  bool take_when_ready(Function<void()> callback);
  /// True for the first who asks: the result is that one's.
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

/// A call that is under way: the result of every function whose name ends in _async.
///
/// Dropping an Operation does not end its call: a clip that is being paid for still arrives in its file or callback.
/// Call cancel() to end it; destroying the client ends it too. The result is taken once, by get(), try_get(), then() or
/// co_await. One thread at a time may use an Operation; cancel() and ready() may be called from any. Whoever drops one
/// at once, and means it, casts it to void.
template <typename T>
class [[nodiscard]] Operation {
 public:
  /// No call: it is never ready, cancel() does nothing, and whoever wants its result is told so by an error. So it is
  /// with one that was moved from.
  Operation() noexcept = default;

  /// Whether there is a call, under way or ended.
  bool valid() const noexcept { return state_ != nullptr; }

  /// Whether the result is there.
  bool ready() const noexcept { return state_ != nullptr && state_->ready(); }

  /// Waits for the result, at most so long; returns whether it is there. Inside a callback of the client it does not
  /// wait. With ClientOptions::pumped, waiting pumps. Must not be called on the thread of CallOptions::file_executor,
  /// which it may be waiting for: ask ready() there, or use then().
  bool wait_for(std::chrono::milliseconds time) const { return state_ != nullptr && state_->wait_for(time); }

  /// Waits for the result without a limit and takes it. Throws the exception that belongs to the error; MisuseError
  /// inside a callback of the client, where it cannot wait. Must not be called on the thread of
  /// CallOptions::file_executor either.
  T get() { return try_get().value(); }

  /// Likewise, without exceptions.
  Result<T> try_get() {
    if (state_ == nullptr) return no_call();
    if (state_->is_taken()) return taken();
    if (!state_->wait())
      return misused("Inside a callback of the same client, get() would wait for itself: use then().");
    return take(*state_);
  }

  /// Ends the call with ErrorKind::cancelled, within 100 ms; for ClientOptions::pumped, of pumping. Thread-safe; does
  /// nothing once it is ready.
  void cancel() const noexcept {
    if (state_ != nullptr) state_->cancel();
  }

  /// Hands the result to the callback when it is there: through CallOptions::deliver_on where there is one, else on the
  /// thread where the call ended: the client's, that of CallOptions::file_executor, or the one inside Client::pump().
  /// At once, in this thread, when the call's end has been told already. From now on the result is the callback's:
  /// get() takes it no more, and a second callback is given an error at once. ready() may be true before the callback
  /// has returned. It must not throw: an exception is told to ClientOptions::log and is lost.
  void then(Function<void(Result<T>)> callback) {
    if (!callback) return;
    if (state_ != nullptr &&
        state_->take_when_ready([state = state_, callback] { callback(std::move(*state->result)); }))
      return;
    // In a state of its own, as every other result: g++ 12 takes a local one for uninitialized.
    const auto second = std::make_shared<detail::OperationState<T>>();
    second->result.emplace(state_ != nullptr ? taken() : no_call());
    const detail::OperationCore& runner = state_ != nullptr ? *state_ : *second;
    runner.run([&] { callback(take(*second)); });
  }

#if defined(__cpp_impl_coroutine) && __has_include(<coroutine>)
  /// co_await gives the Result. The coroutine goes on where a callback of then() would run; there, or before the call
  /// has ended, it may also be destroyed while it waits. The call then goes on, as that of a dropped operation. In
  /// another thread nobody can know that a call has not ended yet, least of all after cancel(): who destroys coroutines
  /// pumps the client there, or gives a CallOptions::deliver_on that runs its work there. What the operation is made
  /// from is best made on lines of its own: g++ 12 destroys what a `?:` inside a co_await expression has made twice.
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
