#include "sandbox/models/p_image.hpp"

#include <map>

#include "sandbox/models/fields.hpp"
#include "sandbox/models/picture.hpp"

namespace segmind::sandbox {
namespace {

constexpr double price_of_an_image = 0.005;
constexpr std::int64_t largest_image_seed = 999999999999999;
constexpr std::int64_t scale = 16;  // the sent picture is this many times smaller than the requested one

struct Wanted {
  std::int64_t width = 1024;
  std::int64_t height = 576;
  std::int64_t seed = 42;
};

/// The longer side is 1024.
Wanted sides_of(const std::string& ratio, Wanted custom) {
  static const std::map<std::string, std::pair<int, int>> sides{
      {"1:1", {1024, 1024}}, {"16:9", {1024, 576}}, {"9:16", {576, 1024}}, {"4:3", {1024, 768}},
      {"3:4", {768, 1024}},  {"3:2", {1024, 683}},  {"2:3", {683, 1024}}};
  if (const auto found = sides.find(ratio); found != sides.end()) {
    custom.width = found->second.first;
    custom.height = found->second.second;
  }
  return custom;
}

std::optional<Refusal> read(const nlohmann::json& body, std::int64_t random_seed, Wanted& wanted) {
  std::string prompt;
  std::string ratio = "16:9";
  bool unchecked = false;
  if (auto refusal = read_prompt(body, prompt)) return refusal;
  if (auto refusal =
          read_choice(body, "aspect_ratio", {"1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3", "custom"}, ratio)) {
    return refusal;
  }
  if (auto refusal = read_integer(body, "width", 256, 1440, wanted.width)) return refusal;
  if (auto refusal = read_integer(body, "height", 256, 1440, wanted.height)) return refusal;
  if (auto refusal = read_integer(body, "seed", -1, largest_image_seed, wanted.seed)) return refusal;
  if (auto refusal = read_boolean(body, "disable_safety_checker", unchecked)) return refusal;
  if (wanted.seed == -1) wanted.seed = random_seed;
  wanted = sides_of(ratio, wanted);
  return std::nullopt;
}

}  // namespace

Model p_image() {
  return [](const nlohmann::json& body, std::int64_t random_seed) -> std::variant<Order, Refusal> {
    Wanted wanted;
    if (auto refusal = read(body, random_seed, wanted)) return std::move(*refusal);
    Order order;
    order.price = price_of_an_image;
    order.seed = wanted.seed;
    order.content_type = "image/png";
    order.make = [wanted](const std::function<void(Clip)>& done) {
      done(std::make_shared<const std::string>(picture(static_cast<std::uint32_t>(wanted.width / scale),
                                                       static_cast<std::uint32_t>(wanted.height / scale),
                                                       static_cast<std::uint64_t>(wanted.seed))));
    };
    return order;
  };
}

}  // namespace segmind::sandbox
