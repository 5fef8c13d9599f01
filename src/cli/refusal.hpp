#pragma once

#include <segmind/segmind.hpp>
#include <string>
#include <vector>

namespace segmind::cli {

/// The flag of a field of the library: "--image" for "reference_images[0]".
std::string flag_for(const std::string& field);

/// A sentence for everything that is wrong. `id`: the user's name for an id.
std::vector<std::string> problems_in(const segmind::Error& error, const std::string& id = "--resume");

/// Prints everything that is wrong with a command line, and where the help is. Returns exit_refused.
int refuse(const std::vector<std::string>& problems, const std::string& command);

}  // namespace segmind::cli
