#pragma once

#include <algorithm>

#include "net/clock.hpp"

namespace segmind::net {

/// Measures the latest time of more than 100 ms in which no thread drove the loop. Timeout errors use it to point out a
/// forgotten Client::pump().
class Standstill {
 public:
  explicit Standstill(TimePoint now) noexcept : driven_at_(now) {}

  /// Call when a thread begins to drive the loop.
  void driven(TimePoint now) noexcept {
    if (now - driven_at_ > std::chrono::milliseconds(100)) {
      since_ = driven_at_;
      until_ = now;
    }
    driven_at_ = now;
  }
  /// The part of the latest standstill after `begin`.
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
