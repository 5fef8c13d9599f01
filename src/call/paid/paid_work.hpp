#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace segmind::call {

/// Counts paid work that is under way, and waits for its end. Thread-safe.
class PaidWork {
 public:
  void begin() noexcept {
    const std::lock_guard lock(mutex_);
    ++count_;
  }
  void end() noexcept {
    const std::lock_guard lock(mutex_);
    if (--count_ == 0) none_.notify_all();
  }
  bool is_none() const noexcept {
    const std::lock_guard lock(mutex_);
    return count_ == 0;
  }
  /// Waits up to `longest`. Returns whether none is under way.
  bool wait_until_none(std::chrono::milliseconds longest) const {
    std::unique_lock lock(mutex_);
    return none_.wait_for(lock, longest, [this] { return count_ == 0; });
  }

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable none_;
  int count_ = 0;
};

}  // namespace segmind::call
