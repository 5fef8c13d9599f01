#include <cstdint>

#include "text/json.hpp"
#include "text/number.hpp"
#include "text/utf8.hpp"

// Why not the JSON library's own writer: it calls localeconv(), a data race when another thread calls setlocale().
namespace segmind::text {
namespace {

void write(std::string& out, const Json& value);

// Six places are enough for most, and as short as people write them. Any other number has as many digits as it takes to
// read the same value again: a request that is written again must stay the request that was given.
std::string number_text(double number) {
  constexpr int places = 6;
  std::string text = decimal_text(number, places);
  if (parse_decimal(text) == number) return text;
  char digits[64];
  return {digits, nlohmann::detail::to_chars(digits, digits + sizeof digits, number)};
}

void write(std::string& out, std::string_view text) {
  constexpr std::string_view escaped = "\"\\\b\f\n\r\t";
  constexpr std::string_view letters = "\"\\bfnrt";
  constexpr std::string_view hex = "0123456789abcdef";
  out += '"';
  for (CodePoint point; !text.empty(); text.remove_prefix(point.size)) {
    point = first_code_point(text);
    if (const std::size_t which = escaped.find(text.front()); which != escaped.npos) {
      out.append({'\\', letters[which]});
    } else if (point.valid && point.value < 0x20) {
      out.append("\\u00").append({hex[point.value >> 4], hex[point.value & 15]});
    } else {
      out += point.valid ? text.substr(0, point.size) : replacement_character;
    }
  }
  out += '"';
}

void write_members(std::string& out, const Json& object) {
  char before = '{';
  for (const auto& [name, value] : object.get_ref<const Json::object_t&>()) {
    out += before;
    write(out, std::string_view(name));
    out += ':';
    write(out, value);
    before = ',';
  }
  out += object.empty() ? "{}" : "}";
}

void write_elements(std::string& out, const Json& array) {
  char before = '[';
  for (const Json& value : array) {
    out += before;
    write(out, value);
    before = ',';
  }
  out += array.empty() ? "[]" : "]";
}

void write(std::string& out, const Json& value) {
  if (value.is_string()) return write(out, std::string_view(value.get_ref<const std::string&>()));
  if (value.is_object()) return write_members(out, value);
  if (value.is_array()) return write_elements(out, value);
  if (value.is_boolean()) {
    out += value.get<bool>() ? "true" : "false";
  } else if (value.is_number_unsigned()) {
    out += std::to_string(value.get<std::uint64_t>());
  } else if (value.is_number_integer()) {
    out += std::to_string(value.get<std::int64_t>());
  } else if (value.is_number_float()) {
    out += number_text(value.get<double>());
  } else {
    out += "null";
  }
}

}  // namespace

std::string to_text(const Json& value) {
  std::string text;
  write(text, value);
  return text;
}

}  // namespace segmind::text
