#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "net/curl.hpp"
#include "net/proxy.hpp"

namespace segmind::net {

/// Settings of all exchanges of a loop.
struct Environment {
  std::string ca_file;  ///< A PEM file; empty: the system's CA certificates.
  Proxy proxy;
};

/// Why a file of CA certificates cannot be used, as a sentence; empty when it can. On Windows the path is UTF-8, and
/// elsewhere in the system's own encoding, as libcurl takes it.
std::string ca_file_problem(const std::string& path);

/// Makes curl easy handles and keeps up to 8 for reuse: making a handle costs a fifth of a small exchange.
class HandlePool {
 public:
  explicit HandlePool(Environment environment) : environment_(std::move(environment)) { spare_.reserve(most_spare); }

  const Environment& environment() const noexcept { return environment_; }

  /// A handle with the options that all exchanges share: TLS, redirects, protocols. Throws std::bad_alloc, or
  /// std::runtime_error when libcurl refuses an option.
  Easy take();
  void give_back(Easy handle) noexcept {
    if (handle && spare_.size() < most_spare) spare_.push_back(std::move(handle));
  }
  void clear() noexcept { spare_.clear(); }

 private:
  static constexpr std::size_t most_spare = 8;

  Easy make();

  const Environment environment_;
  std::optional<bool> authorities_are_a_file_;  // cached: thousands of exchanges may begin in a frame
  std::vector<Easy> spare_;
};

}  // namespace segmind::net
