#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace segmind::text {

/// The number of characters that encode so many bytes, padding included.
constexpr std::size_t base64_size(std::size_t bytes) noexcept { return (bytes + 2) / 3 * 4; }

/// Writes base64_size(size) characters. In all pieces of a text but the last, `size` must be a multiple of three.
void encode_base64(const char* bytes, std::size_t size, char* out) noexcept;

/// Decodes base64 in either alphabet, with or without white space and padding. Nothing when another character is not
/// base64.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace segmind::text
