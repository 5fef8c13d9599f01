#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace segmind::media {

/// Random access to the bytes of a file or of memory.
struct ByteSource {
  std::uint64_t size = 0;
  /// Reads up to `room` bytes from position `at`. Returns how many; less than `room` only at the end, or on an error.
  std::function<std::size_t(std::uint64_t at, char* buffer, std::size_t room)> read_at;

  /// Up to `most` bytes from position `at`.
  std::string read(std::uint64_t at, std::size_t most) const {
    std::string bytes(most, '\0');
    bytes.resize(read_at(at, bytes.data(), most));
    return bytes;
  }
};

}  // namespace segmind::media
