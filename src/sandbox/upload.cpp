#include "sandbox/upload.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <nlohmann/json.hpp>

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

constexpr std::uint8_t not_base64 = 0xff;
constexpr std::string_view base64_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::array<std::uint8_t, 256> base64_values() {
  std::array<std::uint8_t, 256> values{};
  values.fill(not_base64);
  for (std::size_t i = 0; i < base64_alphabet.size(); ++i) {
    values[static_cast<unsigned char>(base64_alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
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

std::optional<std::string> decode_base64(std::string_view text) {
  static const auto values = base64_values();
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  std::string bytes(text.size() / 4 * 3, '\0');
  std::size_t out = 0;
  std::uint32_t bad = 0;
  for (std::size_t i = 0; i < text.size(); i += 4) {
    const bool last = i + 4 == text.size();
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 4; ++j) {
      const bool pad = last && j >= 4 - padding;
      const std::uint32_t value = pad ? 0 : values[static_cast<unsigned char>(text[i + j])];
      bad |= value & 0xc0U;
      group = group << 6U | (value & 0x3fU);
    }
    bytes[out++] = static_cast<char>(group >> 16U & 0xffU);
    bytes[out++] = static_cast<char>(group >> 8U & 0xffU);
    bytes[out++] = static_cast<char>(group & 0xffU);
  }
  if (bad != 0) return std::nullopt;
  bytes.resize(out - padding);
  return bytes;
}

std::string encode_base64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto group = bytes.substr(i, 3);
    std::uint32_t bits = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      bits = bits << 8U | (j < group.size() ? static_cast<unsigned char>(group[j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      text += j <= group.size() ? base64_alphabet[bits >> (18 - 6 * j) & 0x3fU] : '=';
    }
  }
  return text;
}

std::optional<std::vector<Upload>> read_uploads(std::string_view body, std::string& problem) {
  const auto lifted = lift_long_strings(body);
  const auto document = json::parse(lifted.skeleton, nullptr, false);
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
