#pragma once

#include <algorithm>
#include <chrono>

namespace segmind::sandbox {

/// The time, bounded so that adding it to a clock's time does not overflow: milliseconds::max() would.
inline std::chrono::milliseconds countable(std::chrono::milliseconds time) noexcept {
  constexpr std::chrono::milliseconds hundred_years = std::chrono::hours{24} * 36'525;
  return std::clamp(time, -hundred_years, hundred_years);
}

}  // namespace segmind::sandbox
