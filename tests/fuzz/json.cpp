// JSON, and the bodies of requests that are written again: for a seed that was drawn, and for the journal's digest.

#include "text/json.hpp"

#include <string>

#include "api/request_body.hpp"
#include "fuzz.hpp"
#include "segmind/request.hpp"

namespace segmind::fuzz {

FUZZ(json, input) {
  const text::Document root = text::parse_json(input);
  const Result<Request> request = Request::try_create("a-model", std::string(input));
  promise(!request || (root && root->is_object()), "a request is an object");
  if (!root) return;
  const std::string written = text::to_text(*root);
  const text::Document again = text::parse_json(written);
  promise(static_cast<bool>(again), "what is written can be read");
  promise(*again == *root, "what is written has the same values");
  promise(text::to_text(*again) == written, "what is read and written again is the same text");
  if (!request) return;
  promise(request->to_json() == input, "a body is sent as it was given");
  promise(api::request_digest("m", input) == api::request_digest("m", written), "a digest knows no spelling");
  const std::string seeded = api::with_seed(input, 7);
  const text::Document with_seed = text::parse_json(seeded);
  promise(with_seed && text::integer_of(text::member(*with_seed, "seed")) == 7, "a seed that was drawn is sent");
  promise(!api::has_random_seed(seeded), "and is random no more");
}

}  // namespace segmind::fuzz
