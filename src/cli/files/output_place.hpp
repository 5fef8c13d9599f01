#pragma once

#include <filesystem>
#include <string>

namespace segmind::cli {

/// The one text for a file's place, of all paths that lead there. UTF-8. A link in the file's own place is not
/// followed: the clip would replace it.
std::string place_of(const std::string& path);

/// Whether the output's file exists.
bool is_there(const std::string& output);

/// Why no clip can go to that file, as a sentence that begins with `name`; empty: all is well.
std::string problem_with_output(const std::string& name, const std::string& output);

}  // namespace segmind::cli
