#pragma once

#include <string>
#include <vector>

#include "cli/command.hpp"

namespace segmind::cli {

/// What a command line asks for.
struct Asked {
  const Command* command = nullptr;  ///< Null: no command, or an unknown one.
  bool help = false;
  bool version = false;
  std::vector<std::string> problems;  ///< A sentence for everything that is wrong with the command line.
};

/// Reads the command line and hands each value to its flag.
Asked read_command_line(const std::vector<Command>& commands, int argc, const char* const* argv);

}  // namespace segmind::cli
