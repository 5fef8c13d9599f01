#include "api/record_match.hpp"

#include <algorithm>
#include <string>

#include "text/ascii.hpp"
#include "text/json.hpp"

namespace segmind::api {
namespace {

using text::Json;

bool is_same_ignoring_case(const std::string& a, const std::string& b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return text::lower(x) == text::lower(y); });
}

bool is_equal(const Json& sent, const Json& recorded);

bool is_equal_number(const Json& sent, const Json& recorded) {
  if (sent.is_number_integer() && recorded.is_number_integer()) return sent == recorded;
  const auto number = text::decimal_of(&sent);
  return number && number == text::decimal_of(&recorded);
}

bool is_equal_array(const Json& sent, const Json& recorded) {
  return std::equal(sent.begin(), sent.end(), recorded.begin(), recorded.end(), is_equal);
}

// What a nested object leaves out, the service may have filled in, too.
bool is_equal_object(const Json& sent, const Json& recorded) {
  for (const auto& [name, value] : sent.items()) {
    const Json* other = text::member(recorded, name.c_str());
    if (other == nullptr ? !value.is_null() : !is_equal(value, *other)) return false;
  }
  return true;
}

bool is_equal(const Json& sent, const Json& recorded) {
  if (sent.is_array() && !recorded.is_array()) return sent.size() == 1 && is_equal(sent.front(), recorded);
  if (recorded.is_array() && !sent.is_array()) return recorded.size() == 1 && is_equal(sent, recorded.front());
  if (sent.is_array()) return is_equal_array(sent, recorded);
  if (sent.is_object()) return recorded.is_object() && is_equal_object(sent, recorded);
  if (sent.is_number() || recorded.is_number()) return is_equal_number(sent, recorded);
  return sent == recorded;
}

// Null by this service's documents of one model, -1 by those of others.
bool is_left_to_chance(const Json& seed) { return seed.is_null() || is_equal_number(seed, Json(-1)); }

bool is_equal_field(const std::string& name, const Json& sent, const Json& recorded) {
  if (name == "seed" && is_left_to_chance(sent)) return true;
  if (name == "resolution" && sent.is_string() && recorded.is_string()) {
    return is_same_ignoring_case(sent.get_ref<const std::string&>(), recorded.get_ref<const std::string&>());
  }
  return is_equal(sent, recorded);
}

bool has_every_field(const Json& sent, const Json& recorded) {
  const Json nothing;
  for (const auto& [name, value] : sent.items()) {
    const Json* other = text::member(recorded, name.c_str());
    if (!is_equal_field(name, value, other == nullptr ? nothing : *other)) return false;
  }
  return true;
}

Likeness compared(const Json& sent, const Json& recorded) {
  const Json* prompt = text::member(sent, "prompt");
  const Json* other = text::member(recorded, "prompt");
  if (prompt != nullptr && other != nullptr && !is_equal(*prompt, *other)) return Likeness::other;
  return has_every_field(sent, recorded) ? Likeness::same : Likeness::unclear;
}

bool is_telling(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) > 127;
}

// Behind whatever is only a matter of spelling: dashes, dots and blanks.
std::size_t next_telling(std::string_view text, std::size_t at) noexcept {
  while (at < text.size() && !is_telling(text[at])) ++at;
  return at;
}

}  // namespace

RequestBody::RequestBody(std::string_view json) {
  text::Document document = text::parse_json(json);
  if (document && document->is_object()) json_ = std::make_shared<const text::Document>(std::move(document));
}

std::optional<std::int64_t> RequestBody::seed() const {
  const auto seed = json_ ? text::integer_of(text::member(**json_, "seed")) : std::nullopt;
  return seed && *seed >= 0 ? seed : std::nullopt;
}

Likeness likeness(const RequestBody& sent, const RequestBody& recorded) noexcept {
  if (sent.json() == nullptr || recorded.json() == nullptr) return Likeness::unclear;
  try {
    return compared(**sent.json(), **recorded.json());
  } catch (...) {
    return Likeness::unclear;
  }
}

bool is_same_model(std::string_view slug, std::string_view recorded) noexcept {
  if (slug.empty() || recorded.empty()) return true;
  std::size_t a = next_telling(slug, 0);
  std::size_t b = next_telling(recorded, 0);
  while (a < slug.size() && b < recorded.size()) {
    if (text::lower(slug[a]) != text::lower(recorded[b])) return false;
    a = next_telling(slug, a + 1);
    b = next_telling(recorded, b + 1);
  }
  return a == slug.size() && b == recorded.size();
}

}  // namespace segmind::api
