#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>

#include "segmind/cancellation.hpp"

namespace segmind::detail {

/// What a CancellationSource and its tokens share. Thread-safe.
class CancellationState {
 public:
  using Listener = std::function<void()>;  ///< Must not throw; runs on the thread that cancels.

  static CancellationState* of(const CancellationToken& token) noexcept { return token.state_.get(); }

  bool is_cancelled() const noexcept { return cancelled_.load(); }
  void cancel() noexcept;

  /// Registers a listener for cancel(); calls it now if already cancelled. When remove() returns, the listener may
  /// still be running on another thread.
  std::uint64_t add(Listener listener);
  void remove(std::uint64_t id) noexcept;

 private:
  std::atomic<bool> cancelled_{false};
  std::mutex mutex_;
  std::map<std::uint64_t, Listener> listeners_;
  std::uint64_t next_id_ = 1;
};

}  // namespace segmind::detail
