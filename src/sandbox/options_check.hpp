#pragma once

#include "segmind/sandbox/options.hpp"

namespace segmind::sandbox {

/// Finite, and not negative.
bool is_amount(double dollars) noexcept;

/// Throws std::invalid_argument unless all is fine.
void need(bool fine, const char* what);

/// Throws std::invalid_argument, which names every option that makes no sense.
void check(const Options& options);

}  // namespace segmind::sandbox
