#pragma once

#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

namespace segmind::cli {

/// Opens a file that is not there yet, to be written. Null and errno: it is there, or cannot be made.
std::FILE* create_file(const std::filesystem::path& path);

/// Opens a file to be written from its beginning. Null and errno: that fails.
std::FILE* open_to_write(const std::filesystem::path& path);

/// As std::filesystem::rename(). On Windows tries for at most a second where another program has a file open.
void rename_file(const std::filesystem::path& from, const std::filesystem::path& to, std::error_code& error);

/// Why the system makes no file of this name, in words that follow the name; empty: it makes one. UTF-8, without
/// folders.
std::string why_not_a_file_name(std::string_view name);

/// The same text for all paths that the system takes for the same, as Windows and macOS do whatever their case.
std::string in_the_systems_case(const std::filesystem::path& path);

}  // namespace segmind::cli
