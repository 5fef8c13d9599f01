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

// These messages are short enough for std::string's inline buffer: memory may be exhausted.
Error error_of_current_exception() noexcept {
  Error error;
  try {
    throw;
  } catch (const std::bad_alloc&) {
    error.message = "Out of memory.";
  } catch (...) {
    error.message = "A defect.";
  }
  return error;
}

}  // namespace segmind::models
