#pragma once

#include <memory>
#include <optional>
#include <segmind/segmind.hpp>
#include <string>
#include <vector>

#include "cli/display/progress_line.hpp"

namespace segmind::cli {

/// Where the clip comes from: Segmind, the address that --base-url or SEGMIND_BASE_URL gives, or a sandbox inside this
/// program.
class Service {
 public:
  /// Starts the sandbox where there is neither a key nor an address; `problem` says when it cannot start.
  /// `base_url`: of the flag, which goes before the environment. `no_sandbox`: why a sandbox would not do; empty where
  /// one does.
  explicit Service(const std::optional<std::string>& base_url, const std::string& no_sandbox = "");
  ~Service();

  bool is_sandbox() const noexcept { return sandbox_ != nullptr; }

  /// Nothing of it leaves this machine: the embedded sandbox, or one at the given address.
  bool is_local() const noexcept { return options.base_url.rfind("http://", 0) == 0; }

  /// A client of it; where there can be none, the reasons are added to the problems.
  segmind::Result<segmind::Client> connect(const segmind::ClientOptions& how, std::vector<std::string>& problems) const;

  /// The request's advice, as far as it holds there: what was uploaded to a sandbox on this machine is where that
  /// sandbox looks for it.
  std::vector<segmind::Advice> advice_on(const segmind::Wan27R2VRequest& request) const;

  /// By --base-url, or else by SEGMIND_BASE_URL.
  const std::optional<std::string> given_address;

  /// Why there is none, and what to do; empty when all is well.
  std::string problem;

  /// How to reach it.
  segmind::ClientOptions options;

  /// What the user should know before anything is sent.
  std::string announcement;

  const char* currency = "US dollars";

  UsualTime usual{std::chrono::seconds{329}, std::chrono::seconds{490}};  // documented by the service, as averages

 private:
  void start_sandbox();

  const bool is_from_environment_;
  struct Sandbox;
  std::unique_ptr<Sandbox> sandbox_;
};

}  // namespace segmind::cli
