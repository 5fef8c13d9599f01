#include "text/json.hpp"

#include <cmath>

#include "text/json_reader.hpp"
#include "text/number.hpp"
#include "text/utf8.hpp"

namespace segmind::text {

void empty_out(Json& value) noexcept {
  for (Json& inner : value) {
    if (inner.is_structured()) empty_out(inner);
  }
  if (auto* array = value.get_ptr<Json::array_t*>()) array->clear();
  if (auto* object = value.get_ptr<Json::object_t*>()) object->clear();
}

Document::~Document() {
  if (root_ && root_->is_structured()) empty_out(*root_);
}

Document parse_json(std::string_view body, std::size_t max_bytes) {
  if (body.size() > max_bytes) return {};
  Document document{Json()};
  if (!read_json(body, max_json_depth, *document)) return {};
  return document;
}

const Json* member(const Json& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

const Json* member(const Json& object, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (const Json* found = member(object, name)) return found;
  }
  return nullptr;
}

std::optional<std::string> text_of(const Json* value) {
  if (!value || !value->is_string()) return std::nullopt;
  const auto& text = value->get_ref<const std::string&>();
  if (is_blank(text)) return std::nullopt;
  return text;
}

std::optional<double> decimal_of(const Json* value) {
  if (!value) return std::nullopt;
  if (value->is_string()) return parse_decimal(value->get_ref<const std::string&>());
  if (!value->is_number()) return std::nullopt;
  const auto number = value->get<double>();
  return std::isfinite(number) ? std::optional(number) : std::nullopt;
}

std::optional<std::int64_t> integer_of(const Json* value) {
  if (!value) return std::nullopt;
  if (value->is_number_integer()) {
    const bool fits = !value->is_number_unsigned() || value->get<std::uint64_t>() <= INT64_MAX;
    return fits ? std::optional(value->get<std::int64_t>()) : std::nullopt;
  }
  if (value->is_string()) {
    if (const auto whole = parse_integer(value->get_ref<const std::string&>())) return whole;
  }
  // "42.0" and 4.2e1 are integers, too. Up to `exact`, 2^53, a double holds every integer.
  constexpr double exact = 9007199254740992.0;
  const auto number = decimal_of(value);
  if (!number || std::abs(*number) > exact || std::trunc(*number) != *number) return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

}  // namespace segmind::text
