#include "api/words.hpp"

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <utility>

#include "api/limits.hpp"
#include "text/ascii.hpp"
#include "text/number.hpp"
#include "text/utf8.hpp"

namespace segmind::api {
namespace {

constexpr int max_depth = 4;  // of nested errors

std::string words_at(const text::Json& value, int depth);

std::string shown(std::string_view text) { return text::excerpt(text, limits::max_message_bytes); }

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Names of types, which FastAPI adds where a field may have one of several: "list[str]", "constrained-int".
bool is_type(std::string_view step) {
  const auto begins = [step](std::string_view start) { return step.substr(0, start.size()) == start; };
  return step.find('[') != step.npos || begins("constrained-") || begins("function-") ||
         is_one_of(step, {"int", "float", "str", "bool", "list", "dict", "none", "url", "nullable", "literal"});
}

// The field of an entry in FastAPI's `detail`: "shots[1].lens: " for {"loc": ["body", "shots", 1, "lens"]}. Skips the
// first step, a part of the request, and names of types.
std::string field_of(const text::Json& entry) {
  const text::Json* path = text::member(entry, "loc");
  if (!path || !path->is_array()) return {};
  std::string field;
  for (const text::Json& step : *path) {
    if (const auto index = text::integer_of(&step); index && step.is_number()) {
      field += '[' + std::to_string(*index) + ']';
    } else if (const auto name = text::text_of(&step)) {
      const bool is_field = field.empty() ? !is_one_of(*name, {"body", "query", "path"}) : !is_type(*name);
      if (is_field) field += (field.empty() ? "" : ".") + *name;
    }
    if (field.size() > limits::max_message_bytes) break;
  }
  return field.empty() ? field : field + ": ";
}

std::string words_of_array(const text::Json& array, int depth) {
  std::string all;
  for (const text::Json& entry : array) {
    const std::string words = words_at(entry, depth + 1);
    if (words.empty()) continue;
    all += (all.empty() ? "" : "; ") + field_of(entry) + words;
    if (all.size() > limits::max_message_bytes) break;
  }
  return all;
}

// Joins the first two texts that differ: the first is often a mere headline ("Bad Request", "invalid_token"), the
// second explains it. The service and its gateways use different names for them.
std::string words_of_object(const text::Json& object, int depth) {
  std::string headline;
  for (const char* name : {"error", "error_description", "message", "detail", "details", "errors", "msg", "reason",
                           "description", "title"}) {
    const text::Json* value = text::member(object, name);
    std::string words = value ? words_at(*value, depth + 1) : std::string();
    if (words.empty() || words == headline) continue;
    if (headline.empty()) {
      headline = std::move(words);
      continue;
    }
    const bool contained = headline.find(words) != std::string::npos;
    return contained ? headline : headline + ": " + words;
  }
  return headline;
}

std::string words_at(const text::Json& value, int depth) {
  if (depth > max_depth) return {};
  if (value.is_string()) return text::excerpt(value.get_ref<const std::string&>(), limits::max_message_bytes);
  if (value.is_array()) return words_of_array(value, depth);
  if (value.is_object()) return words_of_object(value, depth);
  return {};
}

std::string dumped(const text::Json& value) { return shown(text::to_text(value)); }

std::size_t find_ignoring_case(std::string_view text, std::string_view lower_case, std::size_t from) {
  const auto found = std::search(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(), lower_case.begin(),
                                 lower_case.end(), [](char a, char b) { return text::lower(a) == b; });
  return found == text.end() ? text.npos : static_cast<std::size_t>(found - text.begin());
}

std::string without_entities(std::string_view text) {
  constexpr std::pair<std::string_view, char> entities[] = {
      {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}, {"&amp;", '&'}};
  std::string plain;
  while (!text.empty()) {
    const auto entity = std::find_if(std::begin(entities), std::end(entities),
                                     [&](const auto& e) { return text.substr(0, e.first.size()) == e.first; });
    const bool found = entity != std::end(entities);
    plain += found ? entity->second : text.front();
    text.remove_prefix(found ? entity->first.size() : 1);
  }
  return plain;
}

// The title of an HTML page, also of a page truncated within the title; empty when there is none.
std::string title_of(std::string_view page) {
  const std::size_t tag = find_ignoring_case(page, "<title", 0);
  const std::size_t begin = tag == page.npos ? tag : page.find('>', tag);
  if (begin == page.npos) return {};
  return shown(without_entities(page.substr(begin + 1, find_ignoring_case(page, "</title", begin) - begin - 1)));
}

// Whether the body is text rather than binary data: no NUL, and few bytes that are not UTF-8.
bool is_text(std::string_view body) {
  constexpr std::size_t looked_at = 1024;
  std::string_view rest = body.substr(0, looked_at);
  if (rest.find('\0') != std::string_view::npos) return false;
  const std::size_t size = rest.size();
  std::size_t strange = 0;
  while (!rest.empty()) {
    const text::CodePoint point = text::first_code_point(rest);
    if (!point.valid) ++strange;
    rest.remove_prefix(point.size);
  }
  return strange <= 3 + size / 8;  // accepts Latin-1, and a text truncated within a character
}

}  // namespace

std::string words_of_error(const text::Json* error) {
  if (!error || error->is_null() || (error->is_structured() && error->empty())) return {};
  if (error->is_boolean() && !error->get<bool>()) return {};
  if (error->is_string()) return shown(error->get_ref<const std::string&>());
  const std::string words = words_at(*error, 0);
  return words.empty() ? dumped(*error) : shown(words);
}

std::string words_of(const text::Json& root) { return shown(words_at(root, 0)); }

std::string words_in(std::string_view body) {
  if (body.substr(0, 1) == "{") body = body.substr(0, body.find('\0'));  // what follows a NUL is no part of the JSON
  body = text::trim(body.substr(0, limits::max_error_body_bytes));
  if (body.empty() || !is_text(body)) return {};
  if (const auto json = text::parse_json(body)) {
    if (std::string words = words_of(*json); !words.empty()) return words;
    // Show JSON of an unknown shape whole, but not null, true or {}.
    const bool says_nothing = json->empty() || json->is_boolean() || json->is_string();
    return says_nothing ? std::string() : dumped(*json);
  }
  const std::string title = body.front() == '<' ? title_of(body) : std::string();
  return title.empty() ? shown(body) : title;
}

}  // namespace segmind::api
