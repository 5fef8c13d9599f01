#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>

namespace segmind::os {

// A path from UTF-8 text, and back, in C++17 and later: C++20 deprecated u8path().

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

/// std::fopen(path, "rb"), which on Windows accepts paths outside the code page, too.
inline std::FILE* open_to_read(const std::filesystem::path& path) {
#if defined(_WIN32)
  return ::_wfopen(path.c_str(), L"rb");
#else
  return std::fopen(path.c_str(), "rb");
#endif
}

/// Goes to a byte of a file, beyond 2 GB on Windows, too.
inline bool seek(std::FILE* file, std::uint64_t at) {
#if defined(_WIN32)
  return ::_fseeki64(file, static_cast<long long>(at), SEEK_SET) == 0;
#else
  return std::fseek(file, static_cast<long>(at), SEEK_SET) == 0;
#endif
}

}  // namespace segmind::os
