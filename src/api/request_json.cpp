#include "api/request_json.hpp"

#include "api/json.hpp"

namespace segmind::api {
namespace {

// The documented form for one reference is a plain string; an array is what the service's other models take for
// several.
void put_references(nlohmann::ordered_json& body, const char* name, const std::vector<std::string>& addresses) {
  if (addresses.empty()) return;
  if (addresses.size() == 1) {
    body[name] = addresses.front();
  } else {
    body[name] = addresses;
  }
}

}  // namespace

std::string to_json(const RequestFields& fields) {
  nlohmann::ordered_json body;
  body["prompt"] = fields.prompt;
  if (fields.negative_prompt) body["negative_prompt"] = *fields.negative_prompt;
  put_references(body, "reference_images", fields.images);
  put_references(body, "reference_videos", fields.videos);
  if (fields.voice) body["reference_voice"] = *fields.voice;
  if (fields.resolution) body["resolution"] = to_string(*fields.resolution);
  if (fields.duration) body["duration"] = static_cast<std::int64_t>(fields.duration->count());
  // Left out, the seed would be the service's default of 42; null is how a random one is asked for.
  if (fields.random_seed) {
    body["seed"] = nullptr;
  } else if (fields.seed) {
    body["seed"] = *fields.seed;
  }
  return body.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace segmind::api
