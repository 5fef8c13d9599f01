#include "models/request_json.hpp"

#include "models/json_body.hpp"

namespace segmind::models {
namespace {

// The documented form for one reference is a plain string; an array is what the service's other models take for
// several.
void put_references(JsonBody& body, const char* name, const std::vector<std::string>& addresses) {
  if (addresses.empty()) return;
  body.put(name, addresses.size() == 1 ? text::Json(addresses.front()) : text::Json(addresses));
}

}  // namespace

std::string to_json(const RequestFields& fields) {
  JsonBody body;
  body.put("prompt", fields.prompt);
  if (fields.negative_prompt) body.put("negative_prompt", *fields.negative_prompt);
  put_references(body, "reference_images", fields.images);
  put_references(body, "reference_videos", fields.videos);
  if (fields.voice) body.put("reference_voice", *fields.voice);
  if (fields.resolution) body.put("resolution", to_string(*fields.resolution));
  if (fields.duration) body.put("duration", static_cast<std::int64_t>(fields.duration->count()));
  // Left out, the seed would be the service's default of 42; null is how a random one is asked for.
  if (fields.random_seed) {
    body.put("seed", nullptr);
  } else if (fields.seed) {
    body.put("seed", *fields.seed);
  }
  return body.take();
}

}  // namespace segmind::models
