#pragma once

#include <filesystem>
#include <string>

namespace segmind::cli {

/// One name for all the ways in which a path, in UTF-8, may name one place for a file. A link in the file's own place
/// is replaced by it and not followed.
std::string place_of(const std::string& path);

/// Whether a file is there.
bool is_there(const std::string& output);

/// Why no clip can go to that file, as a sentence that calls it by the name; empty when all is well.
std::string problem_with_output(const std::string& name, const std::string& output);

}  // namespace segmind::cli
