#pragma once

#include <filesystem>
#include <system_error>

namespace segmind::os {

/// Gives a file another name in its folder, and replaces the file that has it. On Windows a scanner or an indexer may
/// have a new file open for a moment, and nobody can rename it meanwhile: tries for at most a second.
void rename_file(const std::filesystem::path& from, const std::filesystem::path& to, std::error_code& error);

}  // namespace segmind::os
