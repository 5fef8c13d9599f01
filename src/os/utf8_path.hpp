#pragma once

#include <cstdio>
#include <filesystem>
#include <string>

namespace segmind::os {

// A path from UTF-8 text, and back. C++20 gave UTF-8 a type of its own and deprecated the C++17 way; the library is
// compiled in whatever standard the project around it chose.

inline std::filesystem::path path_from_utf8(const std::string& text) {
#if defined(__cpp_lib_char8_t)
  return std::filesystem::path(std::u8string(text.begin(), text.end()));
#else
  return std::filesystem::u8path(text);
#endif
}

inline std::string utf8_from_path(const std::filesystem::path& path) {
  const auto text = path.u8string();
  return std::string(text.begin(), text.end());
}

/// As std::fopen() for reading bytes, which on Windows takes no path that the code page cannot spell.
inline std::FILE* open_to_read(const std::filesystem::path& path) {
#if defined(_WIN32)
  return ::_wfopen(path.c_str(), L"rb");
#else
  return std::fopen(path.c_str(), "rb");
#endif
}

}  // namespace segmind::os
