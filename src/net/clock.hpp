#pragma once

#include <chrono>

namespace segmind::net {

/// The two clocks that calls go by. A simulation gives its own.
class Clock {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  using TimeOfDay = std::chrono::system_clock::time_point;

  virtual ~Clock() = default;
  /// For waits and limits: never goes back, whatever becomes of the time of day.
  virtual TimePoint now() const noexcept { return std::chrono::steady_clock::now(); }
  virtual TimeOfDay time_of_day() const noexcept { return std::chrono::system_clock::now(); }
};
using TimePoint = Clock::TimePoint;

}  // namespace segmind::net
