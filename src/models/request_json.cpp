#include "models/request_json.hpp"

#include "models/json_body.hpp"

namespace segmind::models {
namespace {

// One reference is sent as a string (documented), several as an array (inferred from the service's other models).
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
  // null asks for a random seed; without the field the service takes its default seed, 42 (documented).
  if (fields.random_seed) {
    body.put("seed", nullptr);
  } else if (fields.seed) {
    body.put("seed", *fields.seed);
  }
  return body.take();
}

}  // namespace segmind::models
