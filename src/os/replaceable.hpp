#pragma once

#include <filesystem>
#include <string>

namespace segmind::os {

/// Why no file can take this path's name, as far as that is certain before one tries; empty where one may. Words that
/// follow "the file <path>": "is a folder; name a file in it".
std::string why_not_replaceable(const std::filesystem::path& path);

}  // namespace segmind::os
