#pragma once

#include <cerrno>
#include <string>
#include <system_error>

namespace segmind::cli {

/// Why the system refused the last thing, to be put behind what that was; empty where it did not say (errno is 0).
inline std::string system_reason() { return errno == 0 ? "" : ": " + std::generic_category().message(errno); }

}  // namespace segmind::cli
