#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace segmind::os {

/// A text for the place of a file, which need not exist: equal for paths that lead to one place. Where the system's
/// file systems usually take names that differ in case alone for one (Windows, macOS), so do keys. A link in the file's
/// own place is not followed: it is what a rename replaces. Empty where the system tells nothing of the folder.
std::string file_key(const std::filesystem::path& path);

/// The UTF-8 text with its letters in one case: those of ASCII, Latin, Greek and Cyrillic.
std::string in_one_case(std::string_view text);

}  // namespace segmind::os
