#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "segmind/sandbox/server.hpp"

namespace segmind::sandbox {

struct ProgramOptions {
  Options server;
  std::vector<Fault> faults;
  std::optional<std::uint16_t> control_port;
  bool quiet = false;
  bool help = false;
};

/// Throws std::invalid_argument with a sentence for the user.
ProgramOptions read_arguments(const std::vector<std::string>& arguments);

std::string help_text();

}  // namespace segmind::sandbox
