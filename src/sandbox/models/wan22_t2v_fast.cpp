#include "sandbox/models/wan22_t2v_fast.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sandbox/models/fields.hpp"

namespace segmind::sandbox {
namespace {

constexpr double price_of_a_fast_clip = 0.05;

std::optional<Refusal> read_fast_input(const nlohmann::json& body, std::int64_t random_seed, Input& input) {
  input.model = "Wan 2.2";
  input.takes_references = false;
  bool go_fast = true;
  std::int64_t frames = 81;
  std::string resolution;
  std::string ratio;
  double shift = 12;
  std::int64_t per_second = 16;
  input.seed = random_seed;
  if (auto refusal = read_prompt(body, input.prompt)) return refusal;
  if (auto refusal = need(body, "seed")) return refusal;
  if (auto refusal = read_integer(body, "seed", std::numeric_limits<std::int64_t>::min(),
                                  std::numeric_limits<std::int64_t>::max(), input.seed)) {
    return refusal;
  }
  if (auto refusal = need(body, "go_fast")) return refusal;
  if (body.at("go_fast").is_null()) return refused("go_fast", "expected true or false, got null");
  if (auto refusal = read_boolean(body, "go_fast", go_fast)) return refusal;
  if (auto refusal = read_integer(body, "num_frames", 81, 100, frames)) return refusal;
  if (auto refusal = read_choice(body, "resolution", {"480p", "720p"}, resolution)) return refusal;
  if (auto refusal = read_choice(body, "aspect_ratio", {"16:9", "9:16"}, ratio)) return refusal;
  if (auto refusal = read_number(body, "sample_shift", 1, 20, shift)) return refusal;
  if (auto refusal = read_integer(body, "frames_per_second", 5, 24, per_second)) return refusal;
  const double seconds = static_cast<double>(frames) / static_cast<double>(per_second);
  input.seconds = std::max(1, static_cast<int>(std::lround(seconds)));
  return std::nullopt;
}

}  // namespace

Model wan22_t2v_fast(ClipMaker& clips) {
  return [&clips](const nlohmann::json& body, std::int64_t random_seed) -> std::variant<Order, Refusal> {
    Input input;
    if (auto refusal = read_fast_input(body, random_seed, input)) return std::move(*refusal);
    Order order;
    order.price = price_of_a_fast_clip;
    order.seed = input.seed;
    order.make = [&clips, input](std::function<void(Clip)> done) { clips.make(input, std::move(done)); };
    return order;
  };
}

}  // namespace segmind::sandbox
