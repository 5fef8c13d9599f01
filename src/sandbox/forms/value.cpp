#include "sandbox/forms/value.hpp"

#include <algorithm>

#include "sandbox/base64.hpp"
#include "sandbox/json_text.hpp"

namespace segmind::sandbox::forms {
namespace {

constexpr const char* base64_member = "base64";

std::vector<Word<Route>> routes() {
  std::vector<Word<Route>> table;
  for (const auto route : {Route::any, Route::generate, Route::submit, Route::status, Route::result, Route::credits,
                           Route::upload, Route::records, Route::download, Route::other}) {
    table.emplace_back(to_string(route), route);
  }
  return table;
}

bool is_utf8(const std::string& text) {
  try {
    (void)json(text).dump();
    return true;
  } catch (const json::type_error&) {
    return false;
  }
}

/// "Name: value", as on the command line; the blanks before the value are not its own.
void add_header_line(const std::string& line, Headers& into, const Place& place) {
  const auto colon = line.find(':');
  if (colon == 0 || colon == line.npos) return place.reject("Name:value", line);
  into.emplace_back(line.substr(0, colon), line.substr(std::min(line.find_first_not_of(' ', colon + 1), line.size())));
}

void add_header_pair(const json& pair, Headers& into, const Place& place) {
  if (pair.is_string()) return add_header_line(pair.get_ref<const std::string&>(), into, place);
  if (!pair.is_array() || pair.size() != 2) return place.reject("[name, value]", pair);
  into.emplace_back();
  read(pair[0], into.back().first, place.at(std::size_t{0}));
  read(pair[1], into.back().second, place.at(std::size_t{1}));
}

}  // namespace

Place Place::at(std::string_view member) const {
  return {path_.empty() ? std::string(member) : path_ + "." + std::string(member), problems_};
}
Place Place::at(std::size_t index) const { return {path_ + "[" + std::to_string(index) + "]", problems_}; }

void Place::reject(std::string_view wanted, const json& given) const {
  constexpr std::size_t most = 60;
  auto text = json_text(given);
  if (text.size() > most) text = text.substr(0, most) + "...";
  problems_.push_back((path_.empty() ? "the body" : path_) + " wants " + std::string(wanted) + ", not " + text);
}

void Place::say(const std::string& problem) const {
  problems_.push_back(path_.empty() ? problem : path_ + ": " + problem);
}

void read(const json& value, bool& into, const Place& place) {
  if (!value.is_boolean()) return place.reject("true or false", value);
  into = value.get<bool>();
}
json written(bool value) { return value; }

void read(const json& value, double& into, const Place& place) {
  const auto number = value.is_string()   ? read_number<double>(value.get_ref<const std::string&>())
                      : value.is_number() ? std::optional<double>(value.get<double>())
                                          : std::nullopt;
  if (!number) return place.reject("a number", value);
  into = *number;
}
json written(double value) { return value; }

void read(const json& value, std::string& into, const Place& place) {
  if (value.is_string()) return static_cast<void>(into = value.get<std::string>());
  const bool is_bytes =
      value.is_object() && value.size() == 1 && value.contains(base64_member) && value[base64_member].is_string();
  const auto bytes = is_bytes ? decode_base64(value.begin()->get_ref<const std::string&>()) : std::nullopt;
  if (!bytes) return place.reject(R"(a text, or {"base64": "..."})", value);
  into = *bytes;
}
json written(const std::string& value) {
  return is_utf8(value) ? json(value) : json{{base64_member, encode_base64(value)}};
}

void read(const json& value, std::chrono::milliseconds& into, const Place& place) {
  std::optional<std::chrono::milliseconds> time;
  if (value.is_string()) {
    time = read_duration(value.get_ref<const std::string&>());
  } else if (const auto count = number_in<std::int64_t>(value)) {
    time = std::chrono::milliseconds{*count};
  }
  if (!time) return place.reject("a number of milliseconds, or a time such as \"500ms\" or \"2s\"", value);
  into = *time;
}
json written(std::chrono::milliseconds value) { return value.count(); }

void read(const json& value, Headers& into, const Place& place) {
  if (value.is_string()) return add_header_pair(value, into, place);
  if (value.is_object()) {
    for (const auto& [name, content] : value.items()) {
      into.emplace_back(name, "");
      read(content, into.back().second, place.at(name));
    }
    return;
  }
  if (!value.is_array()) return place.reject("an object, or a list of [name, value]", value);
  for (std::size_t i = 0; i < value.size(); ++i) add_header_pair(value[i], into, place.at(i));
}
json written(const Headers& value) {
  json list = json::array();
  for (const auto& [name, content] : value) list.push_back(json::array({written(name), written(content)}));
  return list;
}

void read(const json& value, Route& into, const Place& place) { read_word(value, into, routes(), place); }
json written(Route value) { return written_word(value, routes()); }

}  // namespace segmind::sandbox::forms
