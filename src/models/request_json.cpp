#include "models/request_json.hpp"

#include "text/json.hpp"

namespace segmind::models {
namespace {

// Written one by one, in the documentation's order. A JSON object would sort the fields by name.
void put(std::string& body, const char* name, const text::Json& value) {
  body.append(body.empty() ? "{\"" : ",\"").append(name).append("\":");
  body += text::to_text(value);
}

// One reference is a plain string (documented), several are an array, as the service's other models take them
// (inferred).
void put_references(std::string& body, const char* name, const std::vector<std::string>& addresses) {
  if (addresses.empty()) return;
  put(body, name, addresses.size() == 1 ? text::Json(addresses.front()) : text::Json(addresses));
}

}  // namespace

std::string to_json(const RequestFields& fields) {
  std::string body;
  put(body, "prompt", fields.prompt);
  if (fields.negative_prompt) put(body, "negative_prompt", *fields.negative_prompt);
  put_references(body, "reference_images", fields.images);
  put_references(body, "reference_videos", fields.videos);
  if (fields.voice) put(body, "reference_voice", *fields.voice);
  if (fields.resolution) put(body, "resolution", to_string(*fields.resolution));
  if (fields.duration) put(body, "duration", static_cast<std::int64_t>(fields.duration->count()));
  // null asks for a random seed. Without the field the service would use 42.
  if (fields.random_seed) {
    put(body, "seed", nullptr);
  } else if (fields.seed) {
    put(body, "seed", *fields.seed);
  }
  return body += '}';
}

}  // namespace segmind::models
