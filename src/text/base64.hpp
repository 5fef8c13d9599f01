#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace segmind::text {

/// How many characters so many bytes become.
constexpr std::size_t base64_size(std::size_t bytes) noexcept { return (bytes + 2) / 3 * 4; }

/// Writes base64_size(size) characters. Only the last piece of a text may have a size that is no multiple of three.
void encode_base64(const char* bytes, std::size_t size, char* out) noexcept;

/// White space in the text, and missing padding at its end, are borne. Nothing for any other character.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace segmind::text
