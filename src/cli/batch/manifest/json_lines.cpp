#include <algorithm>
#include <set>

#include "cli/batch/manifest/line.hpp"

namespace segmind::cli {
namespace {

using nlohmann::json;

/// A manifest's line needs two levels; a parser, or who prints what it has parsed, may recurse.
constexpr int deepest = 16;

bool is_too_deep(const std::string& text) {
  int depth = 0;
  bool in_text = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (in_text && c == '\\') ++at;
    if (c == '"') in_text = !in_text;
    if (in_text) continue;
    if (c == '[' || c == '{') ++depth;
    if (c == ']' || c == '}') --depth;
    if (depth > deepest) return true;
  }
  return false;
}

/// The parser keeps one of two fields of a name, and nobody knows which is meant.
json parse_naming_repeated_fields(const std::string& text, std::vector<std::string>& problems) {
  std::set<std::string> seen;
  std::set<std::string> repeated;
  const auto note_key = [&](int depth, json::parse_event_t event, const json& parsed) {
    if (event != json::parse_event_t::key || depth != 1) return true;
    const std::string name = parsed.get<std::string>();
    if (!seen.insert(name).second) repeated.insert(name);
    return true;
  };
  json value = json::parse(text, note_key);
  for (const std::string& name : repeated) problems.push_back('"' + name + "\" is given twice");
  return value;
}

json parse(const std::string& text, std::vector<std::string>& problems) {
  try {
    json value = parse_naming_repeated_fields(text, problems);
    if (value.is_object()) return value;
    problems = {"must be an object, such as {\"prompt\": ...}"};
  } catch (const json::parse_error& error) {
    problems.push_back("is not JSON from its character " + std::to_string(error.byte) + " on; one object a line");
  } catch (const json::out_of_range& error) {
    const std::string words = error.what();
    const std::size_t quote = words.find('\'');
    problems.push_back("holds a number that is too large" +
                       (quote == std::string::npos ? "" : ": " + words.substr(quote + 1, words.size() - quote - 2)));
  } catch (const json::exception& error) {
    problems.push_back(std::string("cannot be understood: ") + error.what());
  }
  return nullptr;
}

ManifestLine read_json_line(std::size_t number, const std::string& text) {
  ManifestLine line;
  line.number = number;
  if (const std::size_t at = text.find('\0'); at != std::string::npos) {  // the parser would take it for the end
    line.problems = {"holds a NUL as its character " + std::to_string(at + 1)};
  } else if (is_too_deep(text)) {
    line.problems = {"is nested too deep; a request is one object, and holds lists of texts at the most"};
  } else {
    line.value = parse(text, line.problems);
  }
  return line;
}

}  // namespace

std::vector<ManifestLine> read_json_lines(std::string_view text) {
  std::vector<ManifestLine> lines;
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string line(text.substr(begin, end - begin));
    begin = end + 1;
    ++number;
    if (line.find_first_not_of(" \t\r") != std::string::npos) lines.push_back(read_json_line(number, line));
  }
  return lines;
}

}  // namespace segmind::cli
