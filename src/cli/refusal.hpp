#pragma once

#include <segmind/segmind.hpp>
#include <string>
#include <vector>

namespace segmind::cli {

/// What the user knows a field of the library by: "--image" for "reference_images[0]".
std::string flag_for(const std::string& field);

/// What is wrong, each as a sentence. `id`: what the user knows an id by.
std::vector<std::string> problems_in(const segmind::Error& error, const std::string& id = "--resume");

/// Says everything that is wrong with a command line, and where to read how it is done. Returns exit_refused.
int refuse(const std::vector<std::string>& problems, const std::string& command);

}  // namespace segmind::cli
