#include "cli/batch/manifest/line.hpp"

#include <algorithm>
#include <cstddef>

namespace segmind::cli {
namespace {

using nlohmann::json;

/// A manifest's line needs two levels; a parser, or who prints what it has parsed, may recurse.
constexpr int deepest = 16;

std::size_t length_of_character(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return 2;
  if (first >= 0xE0 && first <= 0xEF) return 3;
  if (first >= 0xF0 && first <= 0xF4) return 4;
  return 0;
}

/// Where the first byte is that is no UTF-8; npos for none.
std::size_t foreign_byte(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = length_of_character(static_cast<unsigned char>(text[at]));
    if (length == 0 || at + length > text.size()) return at;
    for (std::size_t i = 1; i < length; ++i) {
      if ((static_cast<unsigned char>(text[at + i]) & 0xC0) != 0x80) return at;
    }
    at += length;
  }
  return std::string_view::npos;
}

/// ASCII, which JSON begins with, has a zero in each of its characters there.
bool is_utf_16(std::string_view text) {
  if (text.size() < 2) return false;
  const std::string_view begin = text.substr(0, 2);
  if (begin == "\xFF\xFE" || begin == "\xFE\xFF") return true;
  return (begin[0] == '\0') != (begin[1] == '\0');
}

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

}  // namespace

std::string problem_with_encoding(std::string_view text) {
  if (is_utf_16(text)) return "is UTF-16; save it as UTF-8, for instance with iconv -f UTF-16 -t UTF-8";
  const std::size_t at = foreign_byte(text);
  if (at == std::string_view::npos) return "";
  const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
  return "is not UTF-8 from its line " + std::to_string(line) +
         " on; it looks like Latin-1 or another encoding of one byte a letter. Save it as UTF-8, for instance with "
         "iconv "
         "-f LATIN1 -t UTF-8";
}

ManifestLine parse_manifest_line(const std::string& text) {
  ManifestLine line;
  if (const std::size_t at = text.find('\0'); at != std::string::npos) {  // the parser would take it for the end
    line.problem = "holds a NUL as its character " + std::to_string(at + 1);
    return line;
  }
  if (is_too_deep(text)) {
    line.problem = "is nested too deep; a request is one object, and holds lists of texts at the most";
    return line;
  }
  std::set<std::string> seen;
  const auto note_key = [&](int depth, json::parse_event_t event, const json& parsed) {
    if (event != json::parse_event_t::key || depth != 1) return true;
    const std::string name = parsed.get<std::string>();
    if (!seen.insert(name).second) line.repeated.insert(name);
    return true;
  };
  try {
    line.value = json::parse(text, note_key);
  } catch (const json::parse_error& error) {
    line.problem = "is not JSON from its character " + std::to_string(error.byte) + " on; one object a line";
  } catch (const json::out_of_range& error) {
    const std::string words = error.what();
    const std::size_t quote = words.find('\'');
    line.problem = "holds a number that is too large" +
                   (quote == std::string::npos ? "" : ": " + words.substr(quote + 1, words.size() - quote - 2));
  } catch (const json::exception& error) {
    line.problem = std::string("cannot be understood: ") + error.what();
  }
  return line;
}

}  // namespace segmind::cli
