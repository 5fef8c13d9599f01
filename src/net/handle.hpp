#pragma once

#include <optional>
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

/// Makes the handles of a loop. Not thread-safe; the environment must outlive it.
class HandleMaker {
 public:
  explicit HandleMaker(const Environment& environment) noexcept : environment_(environment) {}

  /// A handle with every option set in which no two exchanges differ: TLS, redirects, protocols. Where it calls back is
  /// up to whoever uses it. Throws std::bad_alloc, or std::runtime_error when libcurl refuses an option.
  Easy make();

 private:
  const Environment& environment_;
  std::optional<bool> authorities_are_a_file_;  // found out once: thousands begin in a frame
};

}  // namespace segmind::net
