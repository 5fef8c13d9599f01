#pragma once

#include <string>

#include "net/curl.hpp"

namespace segmind::net {

/// What all exchanges of a loop have in common.
struct Environment {
  std::string ca_file;  ///< PEM; empty for the system's authorities.
  std::string proxy;    ///< Empty for what the environment variables say.
};

/// A path as libcurl takes it: in the system's own encoding, not UTF-8.
bool can_be_read(const char* path) noexcept;

/// A handle with every option set in which no two exchanges differ: TLS, redirects, protocols. Where it calls back is
/// up to whoever uses it. Throws std::bad_alloc, or std::runtime_error when libcurl refuses an option.
Easy make_handle(const Environment& environment);

}  // namespace segmind::net
