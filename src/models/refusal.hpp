#pragma once

#include <vector>

#include "segmind/result.hpp"

namespace segmind::models {

/// The error of a request that would be refused: ErrorKind::invalid_request with these violations.
Error refusal(std::vector<Violation> violations);

/// Inside a catch block: out of memory, or a defect of this library.
Error error_of_current_exception() noexcept;

/// What `make` returns, or the Error that stands for what it throws.
template <typename T, typename Make>
Result<T> refusing(Make&& make) noexcept {
  try {
    return make();
  } catch (...) {
    return error_of_current_exception();
  }
}

}  // namespace segmind::models
