#include "text/number.hpp"

#include <charconv>
#include <cmath>
#include <string>
#include <system_error>

namespace segmind::text {
namespace {

// The digits of a number as an integer and a power of ten. Digits beyond the eighteenth are dropped, because a double
// cannot hold them; before the point, each dropped digit raises the power.
struct Digits {
  std::uint64_t mantissa = 0;
  int exponent = 0;
  bool any = false;

  void take(std::string_view& text, bool fraction) noexcept {
    constexpr std::uint64_t full = 100'000'000'000'000'000;
    constexpr int beyond = 100'000;
    for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1)) {
      any = true;
      const bool fits = mantissa < full;
      if (fits) mantissa = mantissa * 10 + static_cast<std::uint64_t>(text.front() - '0');
      if (fits == fraction && exponent < beyond && exponent > -beyond) exponent += fraction ? -1 : 1;
    }
  }
};

// The table is exact and covers every amount and time of the service; beyond it, rounding is harmless.
double power_of_ten(int exponent) noexcept {
  constexpr double exact[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                              1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  return exponent < 23 ? exact[exponent] : std::pow(10.0, exponent);
}

// The text must have no white space around the number.
std::optional<std::int64_t> whole_number(std::string_view text) noexcept {
  if (text.size() > 1 && text.front() == '+' && is_digit(text[1])) text.remove_prefix(1);
  std::int64_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Numbers too large for decimal_text(), to one digit: "1e+300".
std::string power_text(double value) {
  const std::string sign = value < 0 ? "-" : "";
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return sign + "inf";
  const double exponent = std::floor(std::log10(std::abs(value)));
  const auto digit = static_cast<int>(std::round(std::abs(value) / std::pow(10.0, exponent)));
  return sign + std::to_string(digit) + "e+" + std::to_string(static_cast<int>(exponent));
}

}  // namespace

std::string_view trim(std::string_view text) noexcept {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<double> parse_decimal(std::string_view text) noexcept {
  text = trim(text);
  const bool negative = !text.empty() && text.front() == '-';
  if (negative || (!text.empty() && text.front() == '+')) text.remove_prefix(1);
  [[maybe_unused]] const std::string_view whole = text;
  Digits digits;
  digits.take(text, false);
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    digits.take(text, true);
  }
  if (!digits.any) return std::nullopt;
  if (!text.empty() && (text.front() == 'e' || text.front() == 'E')) {
    const auto exponent = whole_number(text.substr(1));
    if (!exponent || *exponent > 400 || *exponent < -400) return std::nullopt;
    digits.exponent += static_cast<int>(*exponent);
    text = {};
  }
  if (!text.empty()) return std::nullopt;
  // Divide rather than multiply by an inverse: 10 is exact in binary, 0.1 is not.
  const double mantissa = static_cast<double>(digits.mantissa);
  double value =
      digits.exponent < 0 ? mantissa / power_of_ten(-digits.exponent) : mantissa * power_of_ten(digits.exponent);
#if defined(__cpp_lib_to_chars)  // to the last bit, where the standard library can
  double nearest = 0;
  if (std::from_chars(whole.data(), whole.data() + whole.size(), nearest).ec == std::errc()) value = nearest;
#endif
  if (!std::isfinite(value)) return std::nullopt;
  return negative ? -value : value;
}

std::string decimal_text(double value, int most, int least) {
  const double scale = power_of_ten(most);
  const double scaled = std::round(std::abs(value) * scale);
  constexpr double exact = 9007199254740992.0;
  if (!(scaled < exact)) return power_text(value);
  const auto whole = static_cast<std::uint64_t>(scaled);
  std::string digits = std::to_string(whole);
  const auto places = static_cast<std::size_t>(most);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  if (places > 0) digits.insert(digits.size() - places, 1, '.');
  for (int left = most; left > least && digits.back() == '0'; --left) digits.pop_back();
  if (digits.back() == '.') digits.pop_back();
  return value < 0 && whole != 0 ? '-' + digits : digits;
}

std::optional<std::int64_t> parse_integer(std::string_view text) noexcept { return whole_number(trim(text)); }

}  // namespace segmind::text
