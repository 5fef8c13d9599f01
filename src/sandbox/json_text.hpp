#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace segmind::sandbox {

/// JSON as it goes over the wire. Invalid UTF-8 becomes U+FFFD.
inline std::string json_text(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// Why a text is no JSON whatever its form; null: it may be. The JSON library ends at a NUL, and writes and copies what
/// is deep by recursion.
inline const char* problem_of_json(std::string_view text) {
  constexpr int most_levels = 64;
  int levels = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\0') return "it holds a NUL";
    if (in_string && c == '\\') ++i;
    if (c == '"') in_string = !in_string;
    if (in_string) continue;
    if (c == '[' || c == '{') ++levels;
    if (c == ']' || c == '}') --levels;
    if (levels > most_levels) return "its arrays and objects go deeper than 64 levels";
  }
  return nullptr;
}

/// Discarded where the text is no JSON.
inline nlohmann::json read_json(std::string_view text) {
  if (problem_of_json(text) != nullptr) return nlohmann::json(nlohmann::json::value_t::discarded);
  return nlohmann::json::parse(text, nullptr, false);
}

}  // namespace segmind::sandbox
