#include "api/number.hpp"

#include <charconv>
#include <cmath>
#include <system_error>

namespace segmind::api {
namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

// The digits of a number as one integer and a power of ten. Digits beyond the eighteenth only move the power: a double
// could not hold them.
struct Digits {
  std::uint64_t mantissa = 0;
  int exponent = 0;
  bool any = false;

  void take(std::string_view& text, bool fraction) noexcept {
    constexpr std::uint64_t full = 100'000'000'000'000'000;
    constexpr int far = 100'000;
    for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1)) {
      any = true;
      const bool fits = mantissa < full;
      if (fits) mantissa = mantissa * 10 + static_cast<std::uint64_t>(text.front() - '0');
      if (fits == fraction && exponent < far && exponent > -far) exponent += fraction ? -1 : 1;
    }
  }
};

}  // namespace

std::string_view trim(std::string_view text) noexcept {
  constexpr std::string_view blanks = " \t\r\n";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::optional<double> parse_decimal(std::string_view text) noexcept {
  text = trim(text);
  const bool negative = !text.empty() && text.front() == '-';
  if (negative || (!text.empty() && text.front() == '+')) text.remove_prefix(1);
  Digits digits;
  digits.take(text, false);
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    digits.take(text, true);
  }
  if (!digits.any) return std::nullopt;
  if (!text.empty() && (text.front() == 'e' || text.front() == 'E')) {
    const auto exponent = parse_integer(text.substr(1));
    if (!exponent || *exponent > 400 || *exponent < -400) return std::nullopt;
    digits.exponent += static_cast<int>(*exponent);
    text = {};
  }
  if (!text.empty()) return std::nullopt;
  // Dividing by a positive power is exact where multiplying by its inverse is not: 0.1 is 1/10.
  const double mantissa = static_cast<double>(digits.mantissa);
  const double value =
      digits.exponent < 0 ? mantissa / std::pow(10.0, -digits.exponent) : mantissa * std::pow(10.0, digits.exponent);
  if (!std::isfinite(value)) return std::nullopt;
  return negative ? -value : value;
}

std::optional<std::int64_t> parse_integer(std::string_view text) noexcept {
  text = trim(text);
  if (text.size() > 1 && text.front() == '+' && is_digit(text[1])) text.remove_prefix(1);
  std::int64_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace segmind::api
