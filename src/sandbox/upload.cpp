#include "sandbox/upload.hpp"

#include <charconv>
#include <nlohmann/json.hpp>

#include "sandbox/base64.hpp"
#include "sandbox/json_text.hpp"

namespace segmind::sandbox {
namespace {

using nlohmann::json;

constexpr std::size_t long_string = 4096;
constexpr std::string_view lifted_mark = "\x01lifted:";

/// A JSON text whose long strings without escapes are replaced by numbered marks: a JSON library reads 100 MB of base64
/// character by character.
struct Lifted {
  std::string skeleton;
  std::vector<std::string_view> strings;
};

Lifted lift_long_strings(std::string_view text) {
  Lifted lifted;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto open = text.find('"', at);
    if (open == text.npos) break;
    auto close = text.find('"', open + 1);
    // A backslash before the quote may escape it: read such a string character by character.
    bool escaped = close != text.npos && text.substr(open, close - open).find('\\') != text.npos;
    if (escaped) {
      close = open + 1;
      while (close < text.size() && text[close] != '"') close += text[close] == '\\' ? 2 : 1;
    }
    if (close >= text.size()) break;
    lifted.skeleton.append(text.substr(at, open + 1 - at));
    const auto inner = text.substr(open + 1, close - open - 1);
    if (!escaped && inner.size() >= long_string) {
      lifted.skeleton.append("\\u0001lifted:").append(std::to_string(lifted.strings.size()));
      lifted.strings.push_back(inner);
    } else {
      lifted.skeleton.append(inner);
    }
    lifted.skeleton.push_back('"');
    at = close + 1;
  }
  lifted.skeleton.append(text.substr(at));
  return lifted;
}

std::optional<Upload> read_data_url(std::string_view url) {
  constexpr std::string_view scheme = "data:";
  constexpr std::string_view encoding = ";base64";
  const auto comma = url.find(',');
  if (url.substr(0, scheme.size()) != scheme || comma == url.npos) return std::nullopt;
  auto type = url.substr(scheme.size(), comma - scheme.size());
  if (type.size() < encoding.size() || type.substr(type.size() - encoding.size()) != encoding) return std::nullopt;
  type.remove_suffix(encoding.size());
  auto bytes = decode_base64(url.substr(comma + 1));
  if (!bytes) return std::nullopt;
  return Upload{type.empty() ? "application/octet-stream" : std::string(type.substr(0, type.find(';'))),
                std::move(*bytes)};
}

}  // namespace

std::optional<std::vector<Upload>> read_uploads(std::string_view body, std::string& problem) {
  const auto lifted = lift_long_strings(body);
  const auto document = read_json(lifted.skeleton);
  if (document.is_discarded() || !document.is_object()) {
    problem = "Malformed JSON";
    return std::nullopt;
  }
  const auto urls = document.find("data_urls");
  if (urls == document.end() || !urls->is_array() || urls->empty()) {
    problem = "Missing required field: data_urls";
    return std::nullopt;
  }
  std::vector<Upload> uploads;
  for (const auto& item : *urls) {
    std::string_view url = item.is_string() ? std::string_view(item.get_ref<const std::string&>()) : std::string_view();
    if (url.substr(0, lifted_mark.size()) == lifted_mark) {
      std::size_t number = lifted.strings.size();
      std::from_chars(url.data() + lifted_mark.size(), url.data() + url.size(), number);
      if (number < lifted.strings.size()) url = lifted.strings[number];
    }
    auto upload = read_data_url(url);
    if (!upload) {
      problem = "Not a data URL with base64 content: " + std::string(url.substr(0, 40));
      return std::nullopt;
    }
    uploads.push_back(std::move(*upload));
  }
  return uploads;
}

}  // namespace segmind::sandbox
