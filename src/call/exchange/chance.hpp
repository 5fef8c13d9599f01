#pragma once

#include <cstdint>

namespace segmind::call {

/// An unpredictable number; without a random device, one that differs from call to call. Thread-safe.
std::uint64_t random_number() noexcept;

}  // namespace segmind::call
