#pragma once

#include <filesystem>
#include <string>

namespace segmind::os {

/// Why a rename to this path would certainly fail or do harm, in words that follow "the file <path>": "is a folder;
/// name a file in it". Empty when a rename may succeed.
std::string why_not_replaceable(const std::filesystem::path& path);

}  // namespace segmind::os
