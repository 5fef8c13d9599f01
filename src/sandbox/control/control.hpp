#pragma once

#include <memory>
#include <string>

#include "sandbox/control/servers.hpp"

namespace segmind::sandbox {

/// Steers servers over HTTP, on a port of its own on 127.0.0.1: docs/sandbox-control.md. Nobody else may use the
/// servers while it lives.
class SEGMIND_SANDBOX_EXPORT Control {
 public:
  /// Throws std::runtime_error where the port is taken. 0: the system chooses.
  Control(Servers& servers, std::uint16_t port);
  ~Control();
  Control(const Control&) = delete;
  Control& operator=(const Control&) = delete;

  const std::string& url() const noexcept;

 private:
  class Impl;
  static Tally& tally_of(const Server& server) noexcept { return server.tally(); }

  std::unique_ptr<Impl> impl_;
};

}  // namespace segmind::sandbox
