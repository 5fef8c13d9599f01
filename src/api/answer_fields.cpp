#include "api/answer_fields.hpp"

#include "api/limits.hpp"
#include "text/number.hpp"
#include "text/utf8.hpp"

namespace segmind::api {
namespace {

std::optional<std::string> address_of(const text::Json& value, int depth) {
  constexpr int max_depth = 4;
  if (depth > max_depth) return std::nullopt;
  if (value.is_string()) {
    const std::string_view text = text::trim(value.get_ref<const std::string&>());
    if (looks_like_address(text)) return std::string(text);
  } else if (value.is_array()) {
    for (const text::Json& element : value) {
      if (auto address = address_of(element, depth + 1)) return address;
    }
  } else if (value.is_object()) {
    for (const char* name : {"url", "video", "videos", "video_url", "output"}) {
      if (const text::Json* inner = text::member(value, name)) {
        if (auto address = address_of(*inner, depth + 1)) return address;
      }
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> id_of(const text::Json* value) {
  const auto text = text::text_of(value);
  return text ? std::optional(text::excerpt(*text, limits::max_id_characters)) : std::nullopt;
}

std::optional<std::string> address_in(const text::Json& root) {
  for (const char* name : {"output", "video", "videos", "video_url", "url", "result"}) {
    if (const text::Json* found = text::member(root, name)) {
      if (auto address = address_of(*found, 0)) return address;
    }
  }
  return std::nullopt;
}

bool looks_like_address(std::string_view text) noexcept {
  if (text.size() > limits::max_address_bytes) return false;
  std::string_view rest = text;
  for (const char expected : std::string_view("http")) {
    if (rest.empty() || (rest.front() | 0x20) != expected) return false;
    rest.remove_prefix(1);
  }
  if (!rest.empty() && (rest.front() | 0x20) == 's') rest.remove_prefix(1);
  if (rest.substr(0, 3) != "://" || rest.size() == 3) return false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte == 0x7F) return false;
  }
  return true;
}

}  // namespace segmind::api
