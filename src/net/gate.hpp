#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace segmind::net {

/// A mutex that knows its owner: lets one thread at a time inside.
class Gate {
 public:
  bool holds_this_thread() const noexcept { return inside_.load() == std::this_thread::get_id(); }

  /// While it lives, the thread that constructed it is inside.
  class Pass {
   public:
    /// Waits until no other thread is inside, at most `longest` if given; when that runs out, is_inside() is false.
    explicit Pass(Gate& gate, std::optional<std::chrono::milliseconds> longest = std::nullopt) : gate_(gate) {
      std::unique_lock lock(gate_.mutex_);
      const auto is_free = [this] { return gate_.inside_.load() == std::thread::id(); };
      if (!longest) gate_.left_.wait(lock, is_free);
      is_inside_ = !longest || gate_.left_.wait_for(lock, *longest, is_free);
      if (is_inside_) gate_.inside_ = std::this_thread::get_id();
    }
    ~Pass() {
      if (!is_inside_) return;
      const std::lock_guard lock(gate_.mutex_);
      gate_.inside_ = std::thread::id();
      gate_.left_.notify_all();
    }
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;

    bool is_inside() const noexcept { return is_inside_; }

   private:
    Gate& gate_;
    bool is_inside_ = false;
  };

 private:
  std::mutex mutex_;
  std::condition_variable left_;
  std::atomic<std::thread::id> inside_{};
};

}  // namespace segmind::net
