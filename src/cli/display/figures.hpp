#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace segmind::cli {

/// "1:23"; minutes and seconds.
std::string clock_text(std::chrono::milliseconds time);

/// "312 kB" or "1.2 MB".
std::string size_text(std::uint64_t bytes);

/// "0.250"
std::string money_text(double dollars);

}  // namespace segmind::cli
