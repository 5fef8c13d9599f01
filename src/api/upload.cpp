#include "api/upload.hpp"

#include "api/json.hpp"

namespace segmind::api {
namespace {

std::vector<std::string> texts_of(const Json& value) {
  std::vector<std::string> texts;
  if (value.is_array()) {
    for (const Json& element : value) {
      auto text = text_of(&element);
      if (!text) return {};
      texts.push_back(std::move(*text));
    }
  } else if (auto text = text_of(&value)) {
    texts.push_back(std::move(*text));
  }
  return texts;
}

}  // namespace

std::vector<std::string> read_upload(std::string_view body) {
  const auto root = parse_json(body);
  if (!root) return {};
  for (const char* name : {"file_urls", "urls", "url"}) {
    const Json* found = member(*root, name);
    if (!found) continue;
    if (auto texts = texts_of(*found); !texts.empty()) return texts;
  }
  return {};
}

}  // namespace segmind::api
