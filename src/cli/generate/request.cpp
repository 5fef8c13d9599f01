#include "cli/generate/request.hpp"

namespace segmind::cli {

segmind::Result<segmind::Wan27R2VRequest> make_request(const GenerateArguments& arguments, bool is_sandbox) {
  // Where a generation costs money, the prompt is the user's.
  const char* sample = is_sandbox ? "A paper boat sails across a rain puddle at dusk" : "";
  segmind::Wan27R2VRequest::Builder builder(arguments.prompt.value_or(sample));
  for (const std::string& address : arguments.images) builder.reference_image(address);
  for (const std::string& address : arguments.videos) builder.reference_video(address);
  if (arguments.voice) builder.reference_voice(*arguments.voice);
  if (arguments.negative_prompt) builder.negative_prompt(*arguments.negative_prompt);
  if (arguments.resolution) builder.resolution(*arguments.resolution);
  if (arguments.duration) builder.duration(*arguments.duration);
  if (arguments.seed) builder.seed(*arguments.seed);
  if (arguments.random_seed) builder.random_seed();
  return builder.try_build();
}

}  // namespace segmind::cli
