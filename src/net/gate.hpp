#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace segmind::net {

/// Lets one thread at a time inside, and knows which one that is.
class Gate {
 public:
  bool holds_this_thread() const noexcept { return inside_.load() == std::this_thread::get_id(); }

  /// Whoever holds one is inside for as long as it lives.
  class Pass {
   public:
    /// Waits for the thread that is inside.
    explicit Pass(Gate& gate) : gate_(gate) {
      std::unique_lock lock(gate_.mutex_);
      gate_.left_.wait(lock, [this] { return gate_.is_free(); });
      enter();
    }
    /// Likewise, but at most so long.
    Pass(Gate& gate, std::chrono::milliseconds longest) : gate_(gate) {
      std::unique_lock lock(gate_.mutex_);
      if (gate_.left_.wait_for(lock, longest, [this] { return gate_.is_free(); })) enter();
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
    void enter() noexcept {
      is_inside_ = true;
      gate_.inside_ = std::this_thread::get_id();
    }

    Gate& gate_;
    bool is_inside_ = false;
  };

 private:
  bool is_free() const noexcept { return inside_.load() == std::thread::id(); }

  std::mutex mutex_;
  std::condition_variable left_;
  std::atomic<std::thread::id> inside_{};
};

}  // namespace segmind::net
