#pragma once

#include <vector>

#include "segmind/result.hpp"

namespace segmind::models {

/// An ErrorKind::invalid_request with these violations.
Error refusal(std::vector<Violation> violations);

/// Inside a catch block: out of memory, or a defect of this library.
Error error_of_current_exception() noexcept;

/// Returns make(), or an Error for the exception that it throws.
template <typename T, typename Make>
Result<T> refusing(Make&& make) noexcept {
  try {
    return make();
  } catch (...) {
    return error_of_current_exception();
  }
}

}  // namespace segmind::models
