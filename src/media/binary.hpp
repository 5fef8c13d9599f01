#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

/// Numbers in file headers. Bytes beyond the end read as zero, so a truncated header is safe to read.
namespace segmind::media {

inline std::uint64_t byte_at(std::string_view bytes, std::size_t at) noexcept {
  return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0;
}

inline std::uint64_t big_endian(std::string_view bytes, std::size_t at, std::size_t count) noexcept {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value = value << 8 | byte_at(bytes, at + i);
  return value;
}

inline std::uint64_t little_endian(std::string_view bytes, std::size_t at, std::size_t count) noexcept {
  std::uint64_t value = 0;
  for (std::size_t i = count; i > 0; --i) value = value << 8 | byte_at(bytes, at + i - 1);
  return value;
}

inline bool has_at(std::string_view bytes, std::size_t at, std::string_view what) noexcept {
  return bytes.size() >= at + what.size() && bytes.substr(at, what.size()) == what;
}

}  // namespace segmind::media
