#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace segmind::call {

/// How many of something that is paid for are under way, for whoever waits until there are none. Thread-safe.
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
  /// At most so long. Whether there are none.
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
