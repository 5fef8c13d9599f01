#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace segmind::text {

/// Some writers put it before UTF-8. It is no part of the text.
inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// U+FFFD, for bytes that cannot be read.
inline constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

/// One step through a text: the code point and how many bytes it took. Where the bytes are not UTF-8, `valid` is false
/// and the step is one byte long.
struct CodePoint {
  std::uint32_t value = 0;
  std::size_t size = 1;
  bool valid = false;
};

/// The code point that begins at the text's first byte; the text must not be empty. Strict: no overlong forms, no
/// surrogates, nothing above U+10FFFF.
CodePoint first_code_point(std::string_view text) noexcept;

bool is_utf8(std::string_view text) noexcept;

/// How many code points a text has; a byte that is not UTF-8 counts as one.
std::size_t count_code_points(std::string_view text) noexcept;

/// Whether a text is empty or has only Unicode's white space and invisible characters.
bool is_blank(std::string_view text) noexcept;

/// C0, DEL or C1: characters that a terminal obeys.
bool is_control(std::uint32_t code_point) noexcept;

/// At most max_bytes of the text, safe to print on a terminal: UTF-8 on one line, without control characters and
/// without characters that turn the direction of the text. A longer text is cut between code points and ends in "...",
/// within max_bytes.
std::string excerpt(std::string_view text, std::size_t max_bytes);

}  // namespace segmind::text
