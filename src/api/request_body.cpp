#include "api/request_body.hpp"

#include "text/json.hpp"
#include "text/sha256.hpp"

namespace segmind::api {

std::string request_digest(std::string_view slug, std::string_view body) {
  const text::Document document = text::parse_json(body);
  // Its members are in order, whatever order they came in.
  return text::sha256(std::string(slug) + '\n' + (document ? text::to_text(*document) : std::string(body)));
}

bool has_random_seed(std::string_view body) {
  const text::Document document = text::parse_json(body);
  if (!document || !document->is_object()) return false;
  const auto seed = document->find("seed");
  return seed != document->end() && seed->is_null();
}

std::string with_seed(std::string_view body, std::int64_t seed) {
  text::Document document = text::parse_json(body);
  if (!document || !document->is_object()) return std::string(body);
  (*document)["seed"] = seed;
  return text::to_text(*document);
}

}  // namespace segmind::api
