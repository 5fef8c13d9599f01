#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Numbers as text, independently of the locale.
namespace segmind::text {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// Removes blanks, tabs and line breaks at both ends.
std::string_view trim(std::string_view text) noexcept;

/// Reads "0.625", "-3" or "1.5e3", with or without white space around the number. Nothing for any other text, such as
/// "inf" and "nan".
std::optional<double> parse_decimal(std::string_view text) noexcept;

/// Writes a number rounded to `most` digits after the point. Drops trailing zeros down to `least` digits.
std::string decimal_text(double value, int most, int least = 0);

/// Reads an integer, with or without a sign and white space around it. Nothing for any other text, and beyond 64 bits.
std::optional<std::int64_t> parse_integer(std::string_view text) noexcept;

}  // namespace segmind::text
