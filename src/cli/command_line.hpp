#pragma once

#include <string>
#include <vector>

#include "cli/command.hpp"

namespace segmind::cli {

/// What a command line asks for.
struct Asked {
  const Command* command = nullptr;  ///< Null: none, or none that there is.
  bool help = false;
  bool version = false;
  std::vector<std::string> problems;  ///< Everything that is wrong with it, each as a sentence.
};

/// Hands each value to its flag.
Asked read_command_line(const std::vector<Command>& commands, int argc, const char* const* argv);

}  // namespace segmind::cli
