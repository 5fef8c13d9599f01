// Texts of strangers: UTF-8 for the terminal, numbers, base64.

#include <cmath>
#include <string>

#include "fuzz.hpp"
#include "text/base64.hpp"
#include "text/number.hpp"

namespace segmind::fuzz {
namespace {

void check_excerpt(std::string_view text, std::size_t most) {
  const std::string shown = text::excerpt(text, most);
  promise(shown.size() <= most, "an excerpt is no longer than it may be");
  promise(is_safe(shown), "an excerpt can be printed");
  promise(text::excerpt(shown, most) == shown, "an excerpt of an excerpt is the same");
}

void check_base64(std::string_view bytes) {
  std::string encoded(text::base64_size(bytes.size()), '\0');
  text::encode_base64(bytes.data(), bytes.size(), encoded.data());
  promise(text::decode_base64(encoded) == std::string(bytes), "bytes come back from base64");
  if (const auto decoded = text::decode_base64(bytes)) {
    promise(decoded->size() <= bytes.size() / 4 * 3 + 3, "base64 makes no bytes up");
  }
}

void check_numbers(std::string_view text) {
  const auto decimal = text::parse_decimal(text);
  promise(!decimal || std::isfinite(*decimal), "a number is finite");
  const auto whole = text::parse_integer(text);
  if (whole && std::abs(static_cast<double>(*whole)) < 9e15) {
    promise(decimal == static_cast<double>(*whole), "an integer is the same as a decimal");
  }
  if (whole) promise(text::parse_integer(std::to_string(*whole)) == whole, "an integer that is written is the same");
  if (!decimal || std::abs(*decimal) > 1e9) return;  // larger ones are shown to one digit
  const auto again = text::parse_decimal(text::decimal_text(*decimal, 6));
  promise(again && std::abs(*again - *decimal) <= 0.000001, "a decimal is written as it is");
}

}  // namespace

FUZZ(text, input) {
  for (const std::size_t most : {std::size_t{0}, std::size_t{2}, std::size_t{5}, std::size_t{64}}) {
    check_excerpt(input, most);
  }
  check_base64(input);
  check_numbers(input);
  promise(!text::is_utf8(input) || text::count_code_points(input) <= input.size(), "a letter has a byte at least");
}

}  // namespace segmind::fuzz
