#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace segmind::text {

/// Millionths of a dollar: sums of them are exact.
using Money = std::int64_t;

/// Not negative. What names an absurd sum must not make others overflow.
inline Money money_of(double dollars) noexcept {
  constexpr double most = 1e9;
  if (!(dollars > 0)) return 0;
  return static_cast<Money>(std::llround(std::min(dollars, most) * 1e6));
}

inline double dollars_of(Money money) noexcept { return static_cast<double>(money) / 1e6; }

}  // namespace segmind::text
