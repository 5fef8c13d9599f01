#pragma once

#include <chrono>

namespace segmind::net {

/// The two clocks of calls. A simulation overrides them.
class Clock {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  using TimeOfDay = std::chrono::system_clock::time_point;

  virtual ~Clock() = default;
  /// Monotonic: for waits and limits.
  virtual TimePoint now() const noexcept { return std::chrono::steady_clock::now(); }
  virtual TimeOfDay time_of_day() const noexcept { return std::chrono::system_clock::now(); }
};
using TimePoint = Clock::TimePoint;

}  // namespace segmind::net
