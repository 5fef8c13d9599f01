#pragma once

#include <algorithm>

#include "net/clock.hpp"

namespace segmind::net {

/// How long nobody drove a loop, the last time that this took more than 100 ms. An error names a forgotten pump() by
/// it.
class Standstill {
 public:
  explicit Standstill(TimePoint now) noexcept : driven_at_(now) {}

  /// Somebody drives the loop now.
  void driven(TimePoint now) noexcept {
    if (now - driven_at_ > std::chrono::milliseconds(100)) {
      since_ = driven_at_;
      until_ = now;
    }
    driven_at_ = now;
  }
  /// How much of it came after `begin`.
  std::chrono::milliseconds after(TimePoint begin) const noexcept {
    const auto length = std::chrono::duration_cast<std::chrono::milliseconds>(until_ - std::max(since_, begin));
    return std::max(length, std::chrono::milliseconds(0));
  }

 private:
  TimePoint driven_at_;
  TimePoint since_{};
  TimePoint until_{};
};

}  // namespace segmind::net
