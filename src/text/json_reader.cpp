#include "text/json_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <system_error>

#include "text/number.hpp"
#include "text/utf8.hpp"

namespace segmind::text {
namespace {

constexpr std::size_t escape_size = 6;  // of \uXXXX

// The code unit of the \uXXXX that the text begins with; -1 when it begins otherwise.
int code_unit(std::string_view text) noexcept {
  if (text.size() < escape_size || text[0] != '\\' || text[1] != 'u') return -1;
  unsigned value = 0;
  const char* const end = text.data() + escape_size;
  return std::from_chars(text.data() + 2, end, value, 16).ptr == end ? static_cast<int>(value) : -1;
}

void append_utf8(std::string& out, std::uint32_t point) {
  const auto tail = [&](unsigned shift) { out += static_cast<char>(0x80 | (point >> shift & 0x3F)); };
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0 | point >> 6);
    tail(0);
  } else if (point < 0x10000) {
    out += static_cast<char>(0xE0 | point >> 12);
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0 | point >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

class Reader {
 public:
  Reader(std::string_view text, std::size_t max_depth) : rest_(text), depth_left_(max_depth) {
    accept(byte_order_mark);
  }

  bool document(Json& root) {
    if (!value(root)) return false;
    skip_blanks();
    return rest_.empty();
  }

 private:
  void skip_blanks() noexcept { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size())); }

  bool accept(std::string_view word) noexcept {
    if (rest_.substr(0, word.size()) != word) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  bool accept_next(char c) noexcept {
    skip_blanks();
    return accept(std::string_view(&c, 1));
  }

  bool value(Json& into) {
    if (values_left_-- == 0) return false;
    skip_blanks();
    if (accept("{")) return nested([&] { return members(into = Json::object()); });
    if (accept("[")) return nested([&] { return elements(into = Json::array()); });
    if (accept("\"")) return string((into = std::string()).get_ref<std::string&>());
    if (accept("true")) return into = true, true;
    if (accept("false")) return into = false, true;
    // Python writes NaN, Infinity and -Infinity, which JSON forbids.
    if (accept("null") || accept("NaN") || accept("Infinity") || accept("-Infinity")) return into = nullptr, true;
    return number(into);
  }

  template <typename Read>
  bool nested(Read&& read) {
    if (depth_left_ == 0) return false;
    --depth_left_;
    const bool good = read();
    ++depth_left_;
    return good;
  }

  bool elements(Json& array) {
    if (accept_next(']')) return true;
    do {
      if (!value(array.emplace_back())) return false;
    } while (accept_next(','));
    return accept_next(']');
  }

  bool members(Json& object) {
    if (accept_next('}')) return true;
    do {
      std::string name;
      if (!accept_next('"') || !string(name) || !accept_next(':')) return false;
      Json& member = object[name];
      empty_out(member);  // the last value counts when a name is repeated
      if (!value(member)) return false;
    } while (accept_next(','));
    return accept_next('}');
  }

  bool digits() noexcept {
    const std::size_t size = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    rest_.remove_prefix(size);
    return size > 0;
  }

  bool number(Json& into) {
    const std::string_view from = rest_;
    accept("-");
    if (!accept("0") && !digits()) return false;
    bool whole = true;
    if (accept(".")) {
      whole = false;
      if (!digits()) return false;
    }
    if (accept("e") || accept("E")) {
      whole = false;
      if (!accept("-")) accept("+");
      if (!digits()) return false;
    }
    into = number_of(from.substr(0, from.size() - rest_.size()), whole);
    return true;
  }

  // Null for a number beyond the range of a double.
  static Json number_of(std::string_view text, bool whole) {
    std::int64_t fits = 0;
    std::uint64_t fits_unsigned = 0;
    const char* const end = text.data() + text.size();
    if (whole && std::from_chars(text.data(), end, fits).ec == std::errc()) return fits;
    if (whole && std::from_chars(text.data(), end, fits_unsigned).ec == std::errc()) return fits_unsigned;
    const auto decimal = parse_decimal(text);
    return decimal ? Json(*decimal) : Json();
  }

  // A clip may stand in a string: its megabytes are taken in one piece.
  std::size_t plain_letters() const noexcept {
    const auto end = std::find_if(rest_.begin(), rest_.end(), [](char letter) {
      const auto c = static_cast<unsigned char>(letter);
      return c < 0x20 || c >= 0x80 || c == '"' || c == '\\';
    });
    return static_cast<std::size_t>(end - rest_.begin());
  }

  // After the opening quote.
  bool string(std::string& into) {
    while (!rest_.empty()) {
      const auto c = static_cast<unsigned char>(rest_.front());
      if (accept("\"")) return true;
      if (c < 0x20) return false;
      if (c == '\\') {
        if (!escape(into)) return false;
        continue;
      }
      if (const std::size_t plain = plain_letters(); plain > 0) {
        into += rest_.substr(0, plain);
        rest_.remove_prefix(plain);
        continue;
      }
      const CodePoint point = first_code_point(rest_);
      into += point.valid ? rest_.substr(0, point.size) : replacement_character;
      rest_.remove_prefix(point.size);
    }
    return false;
  }

  bool escape(std::string& into) {
    if (code_unit(rest_) >= 0) {
      into_utf8(into);
      return true;
    }
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meant = "\"\\/\b\f\n\r\t";
    const std::size_t which = rest_.size() < 2 ? letters.npos : letters.find(rest_[1]);
    if (which == letters.npos) return false;
    into += meant[which];
    rest_.remove_prefix(2);
    return true;
  }

  // One \uXXXX, or the two of a surrogate pair.
  void into_utf8(std::string& into) {
    const auto is_half = [](int unit, int first) { return unit >= first && unit < first + 0x400; };
    const int unit = code_unit(rest_);
    rest_.remove_prefix(escape_size);
    if (!is_half(unit, 0xD800) && !is_half(unit, 0xDC00)) return append_utf8(into, static_cast<std::uint32_t>(unit));
    const int low = code_unit(rest_);
    if (!is_half(unit, 0xD800) || !is_half(low, 0xDC00)) {
      into += replacement_character;
      return;
    }
    rest_.remove_prefix(escape_size);
    append_utf8(into, static_cast<std::uint32_t>(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)));
  }

  std::string_view rest_;
  std::size_t depth_left_;
  std::size_t values_left_ = max_json_values;
};

}  // namespace

bool read_json(std::string_view text, std::size_t max_depth, Json& root) {
  return Reader(text, max_depth).document(root);
}

}  // namespace segmind::text
