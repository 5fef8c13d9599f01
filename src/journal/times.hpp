#pragma once

#include <chrono>
#include <cstdint>

#include "journal/row.hpp"

namespace segmind::journal {

// Times as databases keep them: in microseconds since 1970.

inline std::int64_t microseconds_of(TimePoint time) noexcept {
  return std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count();
}

inline TimePoint time_of(std::int64_t microseconds) noexcept {
  return TimePoint(std::chrono::duration_cast<TimePoint::duration>(std::chrono::microseconds(microseconds)));
}

}  // namespace segmind::journal
