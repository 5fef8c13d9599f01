#include "sandbox/models/picture.hpp"

#include <string_view>

namespace segmind::sandbox {
namespace {

std::string big_endian(std::uint32_t value) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>(value >> shift & 0xFFU);
  return text;
}

std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc % 2 == 0 ? 0U : 0xEDB88320U);
  }
  return ~crc;
}

std::uint32_t adler32(std::string_view bytes) {
  constexpr std::uint32_t prime = 65521;
  std::uint32_t low = 1;
  std::uint32_t high = 0;
  for (const char c : bytes) {
    low = (low + static_cast<unsigned char>(c)) % prime;
    high = (high + low) % prime;
  }
  return high << 16 | low;
}

std::string chunk(const std::string& type, const std::string& content) {
  return big_endian(static_cast<std::uint32_t>(content.size())) + type + content + big_endian(crc32(type + content));
}

/// One uncompressed block, of up to 65535 bytes.
std::string zlib(const std::string& bytes) {
  const auto size = static_cast<std::uint16_t>(bytes.size());
  const auto two = [](std::uint16_t value) {
    return std::string{static_cast<char>(value & 0xFF), static_cast<char>(value >> 8)};
  };
  return "\x78\x01\x01" + two(size) + two(static_cast<std::uint16_t>(~size)) + bytes + big_endian(adler32(bytes));
}

}  // namespace

std::string picture(std::uint32_t width, std::uint32_t height, std::uint64_t seed) {
  const std::uint64_t mixed = (seed + 1) * 0x9E3779B97F4A7C15ULL;
  std::string lines;
  for (std::uint32_t y = 0; y < height; ++y) {
    lines += '\0';  // no filter
    for (std::uint32_t x = 0; x < width; ++x) {
      lines += static_cast<char>((mixed >> 40 & 0x7F) + x * 128 / width);
      lines += static_cast<char>((mixed >> 48 & 0x7F) + y * 128 / height);
      lines += static_cast<char>(mixed >> 56);
    }
  }
  const std::string eight_bits_rgb("\x08\x02\0\0\0", 5);
  return "\x89PNG\r\n\x1A\n" + chunk("IHDR", big_endian(width) + big_endian(height) + eight_bits_rgb) +
         chunk("IDAT", zlib(lines)) + chunk("IEND", "");
}

}  // namespace segmind::sandbox
