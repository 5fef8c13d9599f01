#include "models/request_json.hpp"

#include "text/json.hpp"

namespace segmind::models {
namespace {

// Written one by one, in the documentation's order. A JSON object would sort the fields by name.
void put(std::string& body, const char* name, const text::Json& value) {
  body.append(body.empty() ? "{\"" : ",\"").append(name).append("\":");
  body += text::to_text(value);
}

// The documented form for one reference is a plain string; an array is what the service's other models take for
// several.
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
  // Left out, the seed would be the service's default of 42; null is how a random one is asked for.
  if (fields.random_seed) {
    put(body, "seed", nullptr);
  } else if (fields.seed) {
    put(body, "seed", *fields.seed);
  }
  return body += '}';
}

}  // namespace segmind::models
