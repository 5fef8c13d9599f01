#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace segmind::call {

/// Passes one value from one thread to another that waits for it. Only the first give() counts.
template <typename T>
class Waiter {
 public:
  void give(T value) noexcept {
    const std::lock_guard lock(mutex_);
    if (value_) return;
    value_.emplace(std::move(value));
    given_.notify_all();
  }

  T wait() {
    std::unique_lock lock(mutex_);
    given_.wait(lock, [this] { return value_.has_value(); });
    return std::move(*value_);
  }

  /// Calls `meanwhile` until the value is there, or that is of no use any more.
  template <typename Meanwhile>
  T wait_with(Meanwhile meanwhile) {
    while (!has_value() && meanwhile()) continue;
    return wait();
  }

 private:
  bool has_value() {
    const std::lock_guard lock(mutex_);
    return value_.has_value();
  }

  std::mutex mutex_;
  std::condition_variable given_;
  std::optional<T> value_;
};

}  // namespace segmind::call
