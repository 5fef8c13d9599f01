#include "api/picture_size.hpp"

#include "api/binary.hpp"

namespace segmind::api {
namespace {

PictureSize png_size(std::string_view head) { return {big_endian(head, 16, 4), big_endian(head, 20, 4)}; }

// The height of a BMP is negative when its lines stand from top to bottom.
PictureSize bmp_size(std::string_view head) {
  if (little_endian(head, 14, 4) == 12) return {little_endian(head, 18, 2), little_endian(head, 20, 2)};
  std::uint64_t height = little_endian(head, 22, 4);
  if (height > 0x7FFFFFFF) height = 0x100000000 - height;
  return {little_endian(head, 18, 4), height};
}

PictureSize webp_size(std::string_view head) {
  if (has_at(head, 12, "VP8X")) return {little_endian(head, 24, 3) + 1, little_endian(head, 27, 3) + 1};
  if (has_at(head, 12, "VP8 ") && has_at(head, 23, "\x9D\x01\x2A")) {
    return {little_endian(head, 26, 2) & 0x3FFF, little_endian(head, 28, 2) & 0x3FFF};
  }
  if (has_at(head, 12, "VP8L") && byte_at(head, 20) == 0x2F) {
    const std::uint64_t bits = little_endian(head, 21, 4);
    return {(bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1};
  }
  return {};
}

bool is_start_of_frame(std::uint64_t marker) noexcept {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

PictureSize jpeg_size(const ByteSource& source) {
  constexpr int max_segments = 1000;
  std::uint64_t at = 2;
  for (int i = 0; i < max_segments; ++i) {
    const std::string head = source.read(at, 9);
    if (byte_at(head, 0) != 0xFF) return {};
    const std::uint64_t marker = byte_at(head, 1);
    if (is_start_of_frame(marker)) return {big_endian(head, 7, 2), big_endian(head, 5, 2)};
    if (marker == 0xFF) {
      ++at;  // filler
    } else if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
      at += 2;  // a marker without content
    } else if (marker == 0xD9 || marker == 0xDA) {
      return {};  // the picture itself begins, and no size came before it
    } else {
      at += 2 + big_endian(head, 2, 2);
    }
  }
  return {};
}

PictureSize size_in(const MediaType& type, const ByteSource& source) {
  if (type.called == "JPEG") return jpeg_size(source);
  const std::string head = source.read(0, media_head_bytes);
  if (type.called == "PNG") return png_size(head);
  if (type.called == "BMP") return bmp_size(head);
  return webp_size(head);
}

}  // namespace

std::optional<PictureSize> picture_size(const MediaType& type, const ByteSource& source) {
  if (type.kind != MediaKind::image) return std::nullopt;
  const PictureSize size = size_in(type, source);
  if (size.width == 0 || size.height == 0) return std::nullopt;
  return size;
}

}  // namespace segmind::api
