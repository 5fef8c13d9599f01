#pragma once

#include <algorithm>
#include <chrono>

namespace segmind::call {

/// Limits a caller's duration to a year, so that adding it to a time point cannot overflow.
inline std::chrono::milliseconds bounded(std::chrono::milliseconds time) noexcept {
  constexpr std::chrono::milliseconds a_year = std::chrono::hours(24 * 365);
  return std::clamp(time, -a_year, a_year);
}

}  // namespace segmind::call
