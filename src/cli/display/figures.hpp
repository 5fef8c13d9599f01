#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace segmind::cli {

/// "1:23"; minutes and seconds.
std::string clock_text(std::chrono::milliseconds time);

/// "312 kB" or "1.2 MB".
std::string size_text(std::uint64_t bytes);

/// "0.250"; from a billion on "1.25e+12".
std::string money_text(double dollars);

/// For programs: "0.0184".
std::string number_text(double number);

/// "2026-09-01T12:34:56Z"
std::string utc_text(std::chrono::system_clock::time_point time);

}  // namespace segmind::cli
