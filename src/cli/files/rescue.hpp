#pragma once

#include <segmind/segmind.hpp>
#include <string>

namespace segmind::cli {

/// Saves what is paid for and could not go to `output`: beside it as "clip.rescued.mp4", else in the folder for
/// temporary files. Replaces no file. Returns where it is, an absolute path in UTF-8; empty where no place took it.
std::string save_elsewhere(const segmind::Media& media, const std::string& output);

}  // namespace segmind::cli
