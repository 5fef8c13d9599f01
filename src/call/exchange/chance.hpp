#pragma once

#include <cstdint>

namespace segmind::call {

/// A number that nobody can foretell; where the system gives none, one that differs from call to call. Thread-safe.
std::uint64_t random_number() noexcept;

}  // namespace segmind::call
