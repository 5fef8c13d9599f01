#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <segmind/segmind.hpp>
#include <utility>

namespace segmind::cli {

/// Runs CallOptions::file_executor's and deliver_on's work on the main thread: callbacks need no locks, and flushing a
/// clip holds up no transfer.
class MainThread {
 public:
  void give(segmind::Function<void()> work) {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(work));
    changed_.notify_one();
  }

  /// Runs the work that comes within `time`.
  void run_for(std::chrono::milliseconds time) {
    const auto until = std::chrono::steady_clock::now() + time;
    std::unique_lock lock(mutex_);
    while (changed_.wait_until(lock, until, [this] { return !queue_.empty(); })) {
      {
        const segmind::Function<void()> work = std::move(queue_.front());
        queue_.pop_front();
        lock.unlock();
        work();
      }
      lock.lock();
      if (std::chrono::steady_clock::now() >= until) return;
    }
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<segmind::Function<void()>> queue_;
};

}  // namespace segmind::cli
