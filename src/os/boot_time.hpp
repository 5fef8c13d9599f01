#pragma once

#include <chrono>

namespace segmind::os {

/// A clock that nobody sets and that runs on while the machine sleeps.
std::chrono::nanoseconds since_boot() noexcept;

}  // namespace segmind::os
