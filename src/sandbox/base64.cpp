#include "sandbox/base64.hpp"

#include <array>
#include <cstdint>

namespace segmind::sandbox {
namespace {

constexpr std::uint8_t not_base64 = 0xff;
constexpr std::string_view base64_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::array<std::uint8_t, 256> base64_values() {
  std::array<std::uint8_t, 256> values{};
  values.fill(not_base64);
  for (std::size_t i = 0; i < base64_alphabet.size(); ++i) {
    values[static_cast<unsigned char>(base64_alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}

}  // namespace

std::optional<std::string> decode_base64(std::string_view text) {
  static const auto values = base64_values();
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  std::string bytes(text.size() / 4 * 3, '\0');
  std::size_t out = 0;
  std::uint32_t bad = 0;
  for (std::size_t i = 0; i < text.size(); i += 4) {
    const bool last = i + 4 == text.size();
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 4; ++j) {
      const bool pad = last && j >= 4 - padding;
      const std::uint32_t value = pad ? 0 : values[static_cast<unsigned char>(text[i + j])];
      bad |= value & 0xc0U;
      group = group << 6U | (value & 0x3fU);
    }
    bytes[out++] = static_cast<char>(group >> 16U & 0xffU);
    bytes[out++] = static_cast<char>(group >> 8U & 0xffU);
    bytes[out++] = static_cast<char>(group & 0xffU);
  }
  if (bad != 0) return std::nullopt;
  bytes.resize(out - padding);
  return bytes;
}

std::string encode_base64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto group = bytes.substr(i, 3);
    std::uint32_t bits = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      bits = bits << 8U | (j < group.size() ? static_cast<unsigned char>(group[j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      text += j <= group.size() ? base64_alphabet[bits >> (18 - 6 * j) & 0x3fU] : '=';
    }
  }
  return text;
}

}  // namespace segmind::sandbox
