#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace segmind::text {

/// Some programs write this mark before UTF-8 text. It is not a part of the text.
inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// U+FFFD, for bytes that cannot be read.
inline constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

/// One step through a text: a code point and its size in bytes. For a byte that is not UTF-8, `valid` is false and
/// `size` is 1.
struct CodePoint {
  std::uint32_t value = 0;
  std::size_t size = 1;
  bool valid = false;
};

/// The code point at the text's first byte. The text must not be empty. Overlong forms, surrogates and values above
/// U+10FFFF are invalid.
CodePoint first_code_point(std::string_view text) noexcept;

bool is_utf8(std::string_view text) noexcept;

/// How many code points a text has; a byte that is not UTF-8 counts as one.
std::size_t count_code_points(std::string_view text) noexcept;

/// Whether a text has nothing but white space (Unicode's) and invisible characters.
bool is_blank(std::string_view text) noexcept;

/// Control characters, which a terminal may obey: C0, DEL and C1.
bool is_control(std::uint32_t code_point) noexcept;

/// At most max_bytes of the text, safe to print on a terminal: UTF-8 on one line, without control characters and
/// direction marks. A longer text is cut between code points and ends in "...", which counts as well.
std::string excerpt(std::string_view text, std::size_t max_bytes);

}  // namespace segmind::text
