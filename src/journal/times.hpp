#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "journal/row.hpp"

namespace segmind::journal {

// Times as databases keep them: in microseconds since 1970.

inline std::int64_t microseconds_of(TimePoint time) noexcept {
  return std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count();
}

/// A time beyond those that the system's clock tells, which somebody else has written, is the farthest that it tells.
inline TimePoint time_of(std::int64_t microseconds) noexcept {
  const std::int64_t told =
      std::clamp(microseconds, microseconds_of(TimePoint::min()), microseconds_of(TimePoint::max()));
  return TimePoint(std::chrono::duration_cast<TimePoint::duration>(std::chrono::microseconds(told)));
}

}  // namespace segmind::journal
