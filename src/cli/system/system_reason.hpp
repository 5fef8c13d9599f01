#pragma once

#include <cerrno>
#include <string>
#include <system_error>

namespace segmind::cli {

/// ": " and the reason in errno, to be appended to what failed; empty: errno is 0.
inline std::string system_reason() { return errno == 0 ? "" : ": " + std::generic_category().message(errno); }

/// What the error says, in ASCII. On Windows error.message() is in the user's language and code page.
inline std::string reason_of(const std::error_code& error) {
  const std::error_condition known = error.default_error_condition();
  return known.category() == std::generic_category() ? known.message() : "error " + std::to_string(error.value());
}

}  // namespace segmind::cli
