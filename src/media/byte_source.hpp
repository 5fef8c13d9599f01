#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace segmind::media {

/// Bytes that can be looked at anywhere, wherever they are.
struct ByteSource {
  std::uint64_t size = 0;
  /// Fills `buffer` from this place on and says how many bytes there were: less than `room` only at the end.
  std::function<std::size_t(std::uint64_t at, char* buffer, std::size_t room)> read_at;

  /// At most so many bytes from this place on.
  std::string read(std::uint64_t at, std::size_t most) const {
    std::string bytes(most, '\0');
    bytes.resize(read_at(at, bytes.data(), most));
    return bytes;
  }
};

}  // namespace segmind::media
