#pragma once

#include <chrono>
#include <string>

namespace segmind::text {

/// The day of a moment by UTC, as "2026-03-01".
std::string utc_date(std::chrono::system_clock::time_point moment);

}  // namespace segmind::text
