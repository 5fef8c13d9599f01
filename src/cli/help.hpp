#pragma once

#include <string>
#include <vector>

#include "cli/command.hpp"

namespace segmind::cli {

/// What `segmind --help` prints.
std::string help_of(const std::vector<Command>& commands);

/// What `segmind <command> --help` prints.
std::string help_of(const Command& command);

}  // namespace segmind::cli
