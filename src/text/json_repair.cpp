#include "text/json_repair.hpp"

#include "text/number.hpp"
#include "text/utf8.hpp"

namespace segmind::text {
namespace {

bool starts_with(std::string_view text, std::string_view beginning) noexcept {
  return text.substr(0, beginning.size()) == beginning;
}

class Repair {
 public:
  Repair(std::string_view text, std::size_t max_depth) : rest_(text), max_depth_(max_depth) {
    out_.reserve(text.size());
  }

  std::optional<std::string> run() {
    if (starts_with(rest_, byte_order_mark)) rest_.remove_prefix(byte_order_mark.size());
    while (!rest_.empty()) {
      const char c = rest_.front();
      if ((c == '[' || c == '{') && ++depth_ > max_depth_) return std::nullopt;
      if ((c == ']' || c == '}') && depth_ > 0) --depth_;
      if (c == '"') {
        string();
      } else if (is_word(c)) {
        word();
      } else {
        keep(1);
      }
    }
    return std::move(out_);
  }

 private:
  // Letters, digits and signs in a row: a number, a literal, or garbage.
  static bool is_word(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '+' ||
           c == '.';
  }

  void keep(std::size_t size) {
    out_ += rest_.substr(0, size);
    rest_.remove_prefix(size);
  }

  void replace(std::size_t size, std::string_view by) {
    out_ += by;
    rest_.remove_prefix(size);
  }

  void word() {
    std::size_t size = 1;
    while (size < rest_.size() && is_word(rest_[size])) ++size;
    const std::string_view word = rest_.substr(0, size);
    const bool is_literal = word == "NaN" || word == "Infinity" || word == "-Infinity";
    // Only these can be beyond a double; all others are left to the parser.
    const bool may_be_huge = word.find_first_of("eE") != std::string_view::npos || size > 300;
    const bool is_number = (word.front() >= '0' && word.front() <= '9') || word.front() == '-';
    replace(size, is_literal || (may_be_huge && is_number && !parse_decimal(word)) ? "null" : word);
  }

  void string() {
    keep(1);
    while (!rest_.empty() && rest_.front() != '"') {
      if (rest_.front() == '\\') {
        escape();
        continue;
      }
      const CodePoint point = first_code_point(rest_);
      if (point.valid) {
        keep(point.size);
      } else {
        replace(1, replacement_character);
      }
    }
    if (!rest_.empty()) keep(1);
  }

  void escape() {
    const int unit = code_unit(rest_);
    if (unit < 0xD800 || unit > 0xDFFF) return keep(rest_.size() < 2 ? rest_.size() : one_escape());
    constexpr std::size_t escape_size = 6;
    const int next = code_unit(rest_.substr(escape_size));
    if (unit < 0xDC00 && next >= 0xDC00 && next <= 0xDFFF) return keep(2 * escape_size);
    replace(escape_size, replacement_character);
  }

  // The backslash and what it protects; a byte beyond ASCII is left for string() to look at.
  std::size_t one_escape() const noexcept { return static_cast<unsigned char>(rest_[1]) < 0x80 ? 2 : 1; }

  // The value of the \uXXXX at the beginning; -1 when there is none.
  static int code_unit(std::string_view text) noexcept {
    if (text.size() < 6 || text[0] != '\\' || text[1] != 'u') return -1;
    int value = 0;
    for (const char c : text.substr(2, 4)) {
      const int digit = c >= '0' && c <= '9'   ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
      if (digit < 0) return -1;
      value = value * 16 + digit;
    }
    return value;
  }

  std::string_view rest_;
  std::size_t max_depth_;
  std::size_t depth_ = 0;
  std::string out_;
};

}  // namespace

std::optional<std::string> repaired_json(std::string_view text, std::size_t max_depth) {
  return Repair(text, max_depth).run();
}

}  // namespace segmind::text
