#pragma once

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "call/lifecycle/batch_calls.hpp"
#include "call/lifecycle/cancellation.hpp"
#include "call/lifecycle/operation.hpp"
#include "segmind/batch.hpp"
#include "segmind/request.hpp"

namespace segmind::call {

/// Runs a call for each request, at most BatchOptions::in_flight at a time. Delivers results as calls end; a failed
/// call does not stop the others. Thread-safe. The calls keep the batch alive.
template <typename T>
class Batch : public std::enable_shared_from_this<Batch<T>> {
 public:
  using BeginCall = std::function<Operation<T>(const Request&, const CallOptions&)>;
  using OnResult = Function<void(std::size_t, Result<T>)>;

  Batch(std::vector<Request> requests, OnResult on_result, BatchOptions options, BeginCall begin_call)
      : requests_(std::move(requests)),
        on_result_(std::move(on_result)),
        options_(std::move(options)),
        begin_call_(std::move(begin_call)),
        state_(std::make_shared<detail::OperationState<BatchSummary>>()) {}

  Operation<BatchSummary> begin(const std::shared_ptr<Engine>& engine) {
    engine_ = engine;
    state_->internal().engine = engine;
    if (std::optional<Error> refusal = calls_.refusal_of_all(); refusal && !requests_.empty()) {
      finish(state_, Result<BatchSummary>(std::move(*refusal)));
      return Operation<BatchSummary>(state_);
    }
    const auto stop = [batch = this->weak_from_this()](Stop how) {
      if (const auto self = batch.lock()) self->stop(how);
    };
    state_->internal().on_stop = stop;
    if (auto* token = detail::CancellationState::of(options_.cancellation)) {
      token_id_ = token->add([stop] { stop(Stop::at_once); });
    }
    if (auto* token = detail::CancellationState::of(options_.drain)) {
      drain_id_ = token->add([stop] { stop(Stop::unless_sent); });
    }
    engine_->announce();  // keeps Client::pump() true between the batch's calls
    begun_ = true;
    // Begin calls on the loop's thread, so that those that end at once deliver their results there, too.
    if (!post_to(engine->loop())) begin_more();
    return Operation<BatchSummary>(state_);
  }

 private:
  bool post_to(net::Loop& loop) {
    try {
      return loop.post([self = this->shared_from_this()] { self->begin_more(); });
    } catch (...) {
      return false;  // no thread: each call will fail at once and say why
    }
  }

  bool begins_no_more() const noexcept { return cancelled_ || gone_ || options_.drain.is_cancelled(); }

  void stop(Stop how) {
    std::unique_lock lock(mutex_);
    if (how == Stop::at_once) cancelled_ = true;
    // One at a time: this must not allocate, nor hold the lock while a call is destroyed.
    for (auto next = running_.begin(); next != running_.end();) {
      const auto [index, operation] = *next;
      lock.unlock();
      detail::OperationAccess::stop(operation, how);
      lock.lock();
      next = running_.upper_bound(index);
    }
    lock.unlock();
    if (begun_) post_to(engine_->loop());  // ends the calls that have not begun
  }

  // Posts to the loop's thread, on which options_for must run, whichever thread took the last result.
  void go_on() {
    {
      const std::lock_guard lock(mutex_);
      if (beginning_) return;  // begin_more() is running and will see that this call has ended
    }
    if (!engine_->loop().on_thread()) {
      if (post_to(engine_->loop())) return;
      const std::lock_guard lock(mutex_);
      gone_ = true;
    }
    begin_more();
  }

  // Reentrant: a call that ends at once gets here from within begin_one(). The inner run then returns, and the outer
  // loop goes on.
  void begin_more() {
    const auto self = this->shared_from_this();
    std::unique_lock lock(mutex_);
    if (std::exchange(beginning_, true)) return;
    while (next_ < requests_.size()) {
      const bool drops = begins_no_more();
      if (!drops && under_way_ >= std::max<std::size_t>(options_.in_flight, 1)) break;
      const std::size_t index = next_++;
      ++under_way_;
      lock.unlock();
      drops ? end_early(index, dropped()) : begin_one(index);
      lock.lock();
    }
    beginning_ = false;
    if (next_ < requests_.size() || under_way_ > 0 || std::exchange(told_, true)) return;
    lock.unlock();
    if (auto* token = detail::CancellationState::of(options_.cancellation)) token->remove(token_id_);
    if (auto* token = detail::CancellationState::of(options_.drain)) token->remove(drain_id_);
    engine_->retract();
    finish(state_, Result<BatchSummary>(summary_));
  }

  static Error dropped() { return cancelled("The batch was ended before this call began."); }

  void begin_one(std::size_t index) {
    try {
      Result<CallOptions> options = calls_.options_of(index);
      if (!options) return end_early(index, std::move(options).error());
      deliver_on_ = std::exchange(options->deliver_on, {});  // a result and what follows it go there together
      if (options_.drain.is_cancelled()) return end_early(index, dropped());
      if (std::optional<Error> refusal = calls_.refusal_of(*options)) return end_early(index, std::move(*refusal));
      Function<void()> on_end = [self = this->shared_from_this(), index, deliver_on = deliver_on_] {
        self->tell(index, deliver_on);
      };
      Operation<T>& place = place_for(index);
      const Operation<T> operation = begin_call_(requests_[index], *options);
      bool end_it = false;
      {
        const std::lock_guard lock(mutex_);
        place = operation;
        end_it = cancelled_;
      }
      detail::OperationAccess::core(operation).when_ready(std::move(on_end));
      if (end_it) operation.cancel();
      if (options_.drain.is_cancelled()) detail::OperationAccess::stop(operation, Stop::unless_sent);
    } catch (...) {
      end_one(index, error_of_current_exception());
    }
  }

  // The result is in its place.
  void tell(std::size_t index, const Executor& deliver_on) noexcept {
    run_on(deliver_on, [self = this->shared_from_this(), index]() noexcept {
      self->end_one(index, self->place_for(index).try_get());
      self->go_on();
    });
  }

  // The result of a call that has not begun goes the way of the others'.
  void end_early(std::size_t index, Result<T> result) {
    try {
      Operation<T>& place = place_for(index);
      const auto state = std::make_shared<detail::OperationState<T>>();
      finish(state, std::move(result));
      {
        const std::lock_guard lock(mutex_);
        place = Operation<T>(state);
      }
      tell(index, deliver_on_);
    } catch (...) {
      end_one(index, std::move(result));  // out of memory, but the result may be a paid clip
    }
  }

  // Allocate before the call begins: once it may be paid for, nothing must fail for lack of memory.
  Operation<T>& place_for(std::size_t index) {
    const std::lock_guard lock(mutex_);
    return running_[index];
  }

  void end_one(std::size_t index, Result<T> result) {
    bool succeeded = result.has_value();
    try {
      if (on_result_) on_result_(index, std::move(result));
    } catch (...) {
      succeeded = false;  // go on: the other calls are paid for, too
      engine_->tell_exception("A batch's on_result");
    }
    const std::lock_guard lock(mutex_);
    ++(succeeded ? summary_.succeeded : summary_.failed);
    --under_way_;
    running_.erase(index);
  }

  const std::vector<Request> requests_;
  const OnResult on_result_;
  const BatchOptions options_;
  BatchCalls<T> calls_{options_, static_cast<bool>(on_result_)};
  const BeginCall begin_call_;
  const std::shared_ptr<detail::OperationState<BatchSummary>> state_;
  std::shared_ptr<Engine> engine_;

  std::uint64_t token_id_ = 0;
  std::uint64_t drain_id_ = 0;
  std::mutex mutex_;
  std::map<std::size_t, Operation<T>> running_;
  Executor deliver_on_;  // of the call that was begun last
  std::size_t next_ = 0;
  std::size_t under_way_ = 0;
  BatchSummary summary_;
  bool beginning_ = false;
  std::atomic<bool> begun_{false};
  bool cancelled_ = false;
  bool gone_ = false;  // the client was destroyed: no call can begin
  bool told_ = false;
};

}  // namespace segmind::call
