#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Numbers in headers and in JSON strings, and for people, alike in every locale.
namespace segmind::text {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// The white space of HTTP: blanks and tabs, and line breaks.
std::string_view trim(std::string_view text) noexcept;

/// "0.625", "-3", "1.5e3"; white space may stand around it. Nothing for anything else, infinity and NaN included.
std::optional<double> parse_decimal(std::string_view text) noexcept;

/// "1.25": with a point in every locale, rounded to `most` digits after it, of which zeros beyond `least` are left out.
std::string decimal_text(double value, int most, int least = 0);

/// A whole number, with or without a sign, that fits.
std::optional<std::int64_t> parse_integer(std::string_view text) noexcept;

}  // namespace segmind::text
