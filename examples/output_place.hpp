#pragma once

#include <filesystem>
#include <string>

/// One name for all the ways in which a path, in UTF-8, may name one place for a file. A link in the file's own place
/// is replaced by it and not followed.
inline std::string place_of(const std::string& path) {
  std::error_code none;
  const std::filesystem::path whole = std::filesystem::absolute(std::filesystem::u8path(path), none);
  const std::filesystem::path folder = std::filesystem::weakly_canonical(whole.parent_path(), none);
  return ((none ? whole.parent_path() : folder) / whole.filename()).u8string();
}
