#pragma once

#include <algorithm>
#include <chrono>

namespace segmind::sandbox {

/// The time, or the longest below it with which clocks can count: milliseconds::max(), meant as "for ever", overflows
/// them into the past.
inline std::chrono::milliseconds countable(std::chrono::milliseconds time) noexcept {
  constexpr std::chrono::milliseconds hundred_years = std::chrono::hours{24} * 36'525;
  return std::clamp(time, -hundred_years, hundred_years);
}

}  // namespace segmind::sandbox
