#pragma once

#include <cerrno>
#include <string>
#include <system_error>

namespace segmind::cli {

/// ": " and the reason in errno, to be appended to what failed; empty: errno is 0.
inline std::string system_reason() { return errno == 0 ? "" : ": " + std::generic_category().message(errno); }

}  // namespace segmind::cli
