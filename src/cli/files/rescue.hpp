#pragma once

#include <segmind/segmind.hpp>
#include <string>

namespace segmind::cli {

/// Saves what is paid for and could not go to `output`: beside it, as "clip.rescued.mp4", or in the folder for
/// temporary files. Replaces no file. Returns the absolute path in UTF-8; empty: no place took it.
std::string save_elsewhere(const segmind::Media& media, const std::string& output);

}  // namespace segmind::cli
