#include "models/refusal.hpp"

#include <new>
#include <string>
#include <utility>

namespace segmind::models {

Error refusal(std::vector<Violation> violations) {
  const std::size_t count = violations.size();
  Error error;
  error.kind = ErrorKind::invalid_request;
  error.message = count == 1 ? "The request has a problem." : "The request has " + std::to_string(count) + " problems.";
  error.violations = std::move(violations);
  return error;
}

Error error_of_current_exception() noexcept {
  Error error;
  try {
    throw;
  } catch (const std::bad_alloc&) {
    error.message = "Out of memory.";  // so short that it needs none
  } catch (...) {
    try {
      error.message = "This is a defect of the library, please report it.";
    } catch (...) {
      // The kind says the most of it.
    }
  }
  return error;
}

}  // namespace segmind::models
