#pragma once

#include <chrono>
#include <cstdint>

namespace segmind::c {

inline std::int64_t ms_since_1970(std::chrono::system_clock::time_point time) noexcept {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

/// Within 292 years of 1970, which is what the clock's own unit can hold.
inline std::chrono::system_clock::time_point time_of(std::int64_t ms) noexcept {
  constexpr std::int64_t longest = 9'000'000'000'000;
  return std::chrono::system_clock::time_point(
      std::chrono::milliseconds(ms > longest ? longest : (ms < -longest ? -longest : ms)));
}

}  // namespace segmind::c
