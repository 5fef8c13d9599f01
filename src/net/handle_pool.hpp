#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "net/curl.hpp"

namespace segmind::net {

/// What all exchanges of a loop have in common.
struct Environment {
  std::string ca_file;  ///< PEM; empty for the system's authorities.
  std::string proxy;    ///< Empty for what the environment variables say.
};

/// Why a file of authorities cannot be used, as a sentence; empty where it can. A path as libcurl takes it: in the
/// system's own encoding, not UTF-8.
std::string ca_file_problem(const std::string& path);

/// Makes the handles of exchanges, and keeps some for the next: making one costs a fifth of a small exchange.
class HandlePool {
 public:
  explicit HandlePool(Environment environment) : environment_(std::move(environment)) { spare_.reserve(most_spare); }

  const Environment& environment() const noexcept { return environment_; }

  /// A handle with every option set in which no two exchanges differ: TLS, redirects, protocols. Throws std::bad_alloc,
  /// or std::runtime_error when libcurl refuses an option.
  Easy take();
  void give_back(Easy handle) noexcept {
    if (handle && spare_.size() < most_spare) spare_.push_back(std::move(handle));
  }
  void clear() noexcept { spare_.clear(); }

 private:
  static constexpr std::size_t most_spare = 8;

  Easy make();

  const Environment environment_;
  std::optional<bool> authorities_are_a_file_;  // found out once: thousands begin in a frame
  std::vector<Easy> spare_;
};

}  // namespace segmind::net
