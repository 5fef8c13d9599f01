// Prompts: the references that they call, the advice about them, and the body that is sent.

#include <set>
#include <string>
#include <utility>

#include "fuzz.hpp"
#include "models/reference_calls.hpp"
#include "segmind/models/wan27_r2v.hpp"
#include "text/json.hpp"

namespace segmind::fuzz {
namespace {

void check_calls(std::string_view prompt) {
  std::set<std::pair<models::ReferenceName, std::size_t>> seen;
  for (const models::ReferenceCall& call : models::reference_calls(prompt)) {
    promise(call.number <= 99, "a call has a number of two digits at most");
    promise(seen.emplace(call.name, call.number).second, "each reference is called once");
    promise(!call.words.empty() && call.words.data() >= prompt.data() &&
                call.words.data() + call.words.size() <= prompt.data() + prompt.size(),
            "a call's words are the prompt's own");
  }
}

}  // namespace

FUZZ(prompt, input) {
  Reader reader(input);
  const unsigned references = reader.byte();
  const std::string prompt(reader.rest());
  check_calls(prompt);
  Wan27R2VRequest::Builder builder(prompt);
  for (unsigned i = 0; i < references % 4; ++i)
    builder.reference_image("https://a.example/" + std::to_string(i) + ".png");
  if ((references & 4) != 0) builder.reference_video("https://a.example/v.mp4");
  if ((references & 8) != 0) builder.negative_prompt(prompt);
  const auto request = builder.try_build();
  if (!request) {
    promise(!request.error().violations.empty() && request.error().charge == Charge::none,
            "a refusal says why, and is free");
    for (const Violation& violation : request.error().violations) {
      promise(is_safe(violation.value) && is_safe(violation.message), "a refusal can be printed");
    }
    return;
  }
  promise(text::is_utf8(prompt), "a prompt is UTF-8");
  for (const Advice& advice : request->advice()) promise(is_safe(advice.message), "advice can be printed");
  const text::Document body = text::parse_json(request->to_json());
  promise(body && text::member(*body, "prompt") != nullptr && *text::member(*body, "prompt") == prompt,
          "what is sent is what was given");
}

}  // namespace segmind::fuzz
