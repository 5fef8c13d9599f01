#include "media/picture.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include "media/binary.hpp"

namespace segmind::media {
namespace {

// Bounds the work for a malicious file of countless tiny parts.
constexpr int most_parts = 100'000;

bool is_letter(std::uint64_t c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_cut_png(const ByteSource& source) {
  constexpr std::uint64_t around = 12;  // length and type before a chunk's data, a checksum behind
  std::uint64_t at = 8;
  for (int i = 0; i < most_parts; ++i) {
    const std::string head = source.read(at, 8);
    if (head.size() < 8) return at + 8 > source.size;
    for (std::size_t c = 4; c < 8; ++c) {
      if (!is_letter(byte_at(head, c))) return false;  // damaged, perhaps
    }
    at += around + big_endian(head, 0, 4);
    if (at > source.size) return true;
    if (has_at(head, 4, "IEND")) return false;
  }
  return false;
}

bool holds(const ByteSource& source, std::uint64_t at, std::string_view what) {
  constexpr std::size_t piece = 64 * 1024;
  while (at < source.size) {
    const std::string bytes = source.read(at, piece);
    if (bytes.find(what) != std::string::npos) return true;
    if (bytes.size() < what.size()) return false;
    at += bytes.size() - (what.size() - 1);
    if (bytes.size() < piece) return false;
  }
  return false;
}

// Where the first scan begins; nothing where the segments before it cannot be followed. Beyond the file: they are cut.
std::optional<std::uint64_t> first_scan(const ByteSource& source) {
  std::uint64_t at = 2;
  for (int i = 0; i < most_parts; ++i) {
    const std::string head = source.read(at, 4);
    if (head.size() < 4) return at + 4 > source.size ? std::optional(source.size) : std::nullopt;
    if (byte_at(head, 0) != 0xFF) return std::nullopt;
    const std::uint64_t marker = byte_at(head, 1);
    if (marker == 0xFF) {  // a filler before the marker
      ++at;
      continue;
    }
    if (marker == 0xDA) return at;
    const std::uint64_t size = big_endian(head, 2, 2);
    if (marker < 0xC0 || (marker >= 0xD0 && marker <= 0xD9) || size < 2) return std::nullopt;
    at += 2 + size;
  }
  return std::nullopt;
}

bool is_cut_jpeg(const ByteSource& source) {
  const auto scan = first_scan(source);
  if (!scan) return false;
  constexpr std::uint64_t tail = 4096;  // most files end there
  constexpr std::string_view end_of_image = "\xFF\xD9";
  if (source.size > *scan + tail && holds(source, source.size - tail, end_of_image)) return false;
  return !holds(source, *scan, end_of_image);
}

bool is_cut_webp(const ByteSource& source) {
  const std::uint64_t announced = 8 + little_endian(source.read(4, 4), 0, 4);
  return source.size + 1 < announced;  // the last byte may be padding
}

bool is_cut_bmp(const ByteSource& source) {
  const std::string head = source.read(0, 34);
  const std::uint64_t pixels = little_endian(head, 10, 4);
  const std::uint64_t width = little_endian(head, 18, 4);
  std::uint64_t height = little_endian(head, 22, 4);
  const bool is_compressed = little_endian(head, 30, 4) != 0;
  constexpr std::uint64_t least_negative = 0x80000000;
  if (head.size() < 34) return true;
  if (little_endian(head, 14, 4) < 40 || is_compressed || width >= least_negative) return false;
  if (height >= least_negative) height = 2 * least_negative - height;  // counted from above
  const std::uint64_t row = (width * little_endian(head, 28, 2) + 31) / 32 * 4;
  const std::uint64_t there = source.size + 3;  // some programs leave out the last row's padding
  return row > 0 && (pixels > there || height > (there - pixels) / row);
}

bool is_cut(const ByteSource& source) {
  const std::string head = source.read(0, 12);
  if (has_at(head, 0, "\x89PNG\r\n\x1A\n")) return is_cut_png(source);
  if (has_at(head, 0, "\xFF\xD8\xFF")) return is_cut_jpeg(source);
  if (has_at(head, 0, "RIFF") && has_at(head, 8, "WEBP")) return is_cut_webp(source);
  return has_at(head, 0, "BM") && is_cut_bmp(source);
}

}  // namespace

std::string picture_problem(const ByteSource& source) {
  if (!is_cut(source)) return {};
  return "It is not whole: it ends after " + std::to_string(source.size) +
         " bytes, before the picture does. Copy or export it again.";
}

}  // namespace segmind::media
