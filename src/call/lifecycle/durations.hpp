#pragma once

#include <algorithm>
#include <chrono>

namespace segmind::call {

/// A time that a caller gives may be centuries; added to a clock it must not overflow.
inline std::chrono::milliseconds bounded(std::chrono::milliseconds time) noexcept {
  constexpr std::chrono::milliseconds a_year = std::chrono::hours(24 * 365);
  return std::clamp(time, -a_year, a_year);
}

}  // namespace segmind::call
