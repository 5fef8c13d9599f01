#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "call/lifecycle/operation.hpp"
#include "call/lifecycle/stop.hpp"

namespace segmind::call {

/// The operations that a call is made of, one after the other. Stopping the call stops the one under way, and each that
/// follows. Thread-safe.
class Parts {
 public:
  /// Puts the operation into `place` and runs `on_end` once it has ended. Make `on_end` before the operation: a lack of
  /// memory must not fail what is being paid for.
  template <typename T>
  void follow(Operation<T>& place, Operation<T> operation, Function<void()> on_end) {
    place = std::move(operation);
    const std::shared_ptr<detail::OperationCore> core = detail::OperationAccess::shared_core(place);
    std::optional<Stop> told;
    {
      const std::lock_guard lock(mutex_);
      under_way_ = core;
      told = told_;
    }
    if (told) core->internal().stop(*told);
    core->when_ready(std::move(on_end));
  }

  void stop(Stop how) noexcept {
    std::unique_lock lock(mutex_);
    if (told_ != Stop::at_once) told_ = how;
    const std::shared_ptr<detail::OperationCore> core = under_way_;
    lock.unlock();
    if (core) core->internal().stop(how);
  }

  /// Nothing new that pays may begin.
  bool is_stopped() const noexcept {
    const std::lock_guard lock(mutex_);
    return told_.has_value();
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<detail::OperationCore> under_way_;
  std::optional<Stop> told_;
};

}  // namespace segmind::call
