#pragma once

#include <cstdint>
#include <string_view>

#include "media/binary.hpp"

namespace segmind::media {

/// Whether the bytes begin with the head of an MPEG audio frame, layer III: eleven sync bits, then no reserved values.
inline bool is_mp3_frame(std::string_view bytes) noexcept {
  if (bytes.size() < 4) return false;
  const std::uint64_t header = big_endian(bytes, 0, 4);
  const auto field = [&](int shift, std::uint64_t mask) { return header >> shift & mask; };
  return field(21, 0x7FF) == 0x7FF && field(19, 3) != 1 && field(17, 3) == 1 && field(12, 15) != 15 &&
         field(10, 3) != 3;
}

/// Whether the bytes begin with the tag that programs write before an MP3's sound.
inline bool has_mp3_tag(std::string_view bytes) noexcept { return has_at(bytes, 0, "ID3") && byte_at(bytes, 3) <= 4; }

}  // namespace segmind::media
