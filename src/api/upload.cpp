#include "api/upload.hpp"

#include "text/json.hpp"

namespace segmind::api {
namespace {

std::vector<std::string> texts_of(const text::Json& value) {
  std::vector<std::string> texts;
  if (value.is_array()) {
    for (const text::Json& element : value) {
      auto text = text::text_of(&element);
      if (!text) return {};
      texts.push_back(std::move(*text));
    }
  } else if (auto text = text::text_of(&value)) {
    texts.push_back(std::move(*text));
  }
  return texts;
}

}  // namespace

std::vector<std::string> read_upload(std::string_view body) {
  const auto root = text::parse_json(body);
  if (!root) return {};
  for (const char* name : {"file_urls", "urls", "url"}) {
    const text::Json* found = text::member(*root, name);
    if (!found) continue;
    if (auto texts = texts_of(*found); !texts.empty()) return texts;
  }
  return {};
}

}  // namespace segmind::api
