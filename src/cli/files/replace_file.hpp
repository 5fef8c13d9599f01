#pragma once

#include <string>

namespace segmind::cli {

/// Writes a text under the path (UTF-8), in the place of what is there: beside it, flushed, and then renamed, so that a
/// crash or a power cut leaves the old file or the new one. Returns why that cannot be; empty when it is done.
std::string replace_file(const std::string& path, const std::string& text);

}  // namespace segmind::cli
