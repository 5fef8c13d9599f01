#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace segmind::text {

/// What some writers put before UTF-8; it is no part of the text.
inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// U+FFFD, which stands where a text could not be read.
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

/// Nothing but white space and characters that show nothing, as Unicode has them? An empty text is blank too.
bool is_blank(std::string_view text) noexcept;

/// C0, DEL or C1: what a terminal would act upon.
bool is_control(std::uint32_t code_point) noexcept;

/// At most max_bytes of the text, made safe to print on a terminal: always UTF-8, on one line, without a control
/// character (escape sequences!) or one that turns the direction of the text. It is cut between code points, and "..."
/// then stands at its end (within max_bytes, where those are at least three).
std::string excerpt(std::string_view text, std::size_t max_bytes);

}  // namespace segmind::text
