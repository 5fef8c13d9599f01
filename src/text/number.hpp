#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Numbers as text. No locale matters.
namespace segmind::text {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// The white space of HTTP: blanks and tabs, and line breaks.
std::string_view trim(std::string_view text) noexcept;

/// Reads "0.625", "-3" or "1.5e3", with or without white space around the number. Nothing for all else, infinity and
/// NaN included.
std::optional<double> parse_decimal(std::string_view text) noexcept;

/// Writes a number rounded to `most` digits after the point. Zeros at the end are left out, but `least` digits stay.
std::string decimal_text(double value, int most, int least = 0);

/// Reads a whole number, with or without a sign and white space around it. Nothing where it does not fit.
std::optional<std::int64_t> parse_integer(std::string_view text) noexcept;

}  // namespace segmind::text
