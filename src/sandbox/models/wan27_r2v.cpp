#include "sandbox/models/wan27_r2v.hpp"

#include "sandbox/models/fields.hpp"

namespace segmind::sandbox {
namespace {

constexpr std::size_t most_references = 5;
constexpr std::size_t longest_prompt = 5000;
constexpr std::size_t longest_negative_prompt = 500;
constexpr std::int64_t longest_with_video = 10;  // seconds
constexpr std::int64_t largest_seed = 2147483647;

std::optional<Refusal> check_address(const char* field, const std::string& address) {
  if (address.rfind("data:", 0) == 0) {
    return refused(field, "data URLs are not accepted; upload the file and pass its address");
  }
  if (address.rfind("http://", 0) != 0 && address.rfind("https://", 0) != 0) {
    return refused(field, "not a public URL: " + address.substr(0, 200));
  }
  return std::nullopt;
}

/// One address as a string, or several as an array.
std::optional<Refusal> read_addresses(const nlohmann::json& body, const char* field,
                                      std::vector<std::string>& addresses) {
  const auto it = body.find(field);
  if (it == body.end() || it->is_null()) return std::nullopt;
  const nlohmann::json list = it->is_array() ? *it : nlohmann::json::array({*it});
  for (const auto& item : list) {
    if (!item.is_string()) return refused(field, "expected a string or an array of strings");
    addresses.push_back(item.get<std::string>());
    if (auto refusal = check_address(field, addresses.back())) return refusal;
  }
  return std::nullopt;
}

std::optional<Refusal> read_references(const nlohmann::json& body, Input& input) {
  if (auto refusal = read_addresses(body, "reference_images", input.images)) return refusal;
  if (auto refusal = read_addresses(body, "reference_videos", input.videos)) return refusal;
  if (input.images.size() + input.videos.size() > most_references) {
    return Refusal{406, "at most 5 references, images and videos together"};
  }
  const auto voice = body.find("reference_voice");
  if (voice == body.end() || voice->is_null()) return std::nullopt;
  if (!voice->is_string()) return refused("reference_voice", "expected a string");
  input.voice = voice->get<std::string>();
  return check_address("reference_voice", input.voice);
}

/// So many characters of the text.
std::string cut(const std::string& utf8, std::size_t most_characters) {
  std::size_t at = 0;
  std::size_t count = 0;
  for (; at < utf8.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(utf8[at]) & 0xC0U) != 0x80U;
    if (begins && ++count > most_characters) break;
  }
  return utf8.substr(0, at);
}

std::optional<Refusal> read_words(const nlohmann::json& body, const Options& options, Input& input) {
  std::string negative_prompt;
  if (auto refusal = read_prompt(body, input.prompt)) return refusal;
  const auto most = [&](std::size_t characters) { return options.cut_prompts ? std::string::npos : characters; };
  if (auto refusal = read_text(body, "prompt", most(longest_prompt), input.prompt)) return refusal;
  input.prompt = cut(input.prompt, longest_prompt);
  return read_text(body, "negative_prompt", most(longest_negative_prompt), negative_prompt);
}

double seconds_billed(const Input& input, const Options& options) {
  const std::chrono::duration<double> a_video = options.billed_for_a_video;
  return input.seconds + static_cast<double>(input.videos.size()) * a_video.count();
}

std::optional<Refusal> read_reference_input(const nlohmann::json& body, std::int64_t random_seed,
                                            const Options& options, Input& input) {
  input.model = "Wan 2.7";
  std::int64_t seconds = input.seconds;
  std::string resolution;
  if (auto refusal = read_words(body, options, input)) return refusal;
  if (auto refusal = read_integer(body, "duration", 2, 15, seconds)) return refusal;
  if (auto refusal = read_choice(body, "resolution", {"720P", "1080P"}, resolution)) return refusal;
  if (auto refusal = read_integer(body, "seed", 0, largest_seed, input.seed)) return refusal;
  input.seconds = static_cast<int>(seconds);
  input.full_hd = resolution == "1080P";
  // Left out, the seed is 42; null asks for a random one.
  if (const auto seed = body.find("seed"); seed != body.end() && seed->is_null()) input.seed = random_seed;
  if (auto refusal = read_references(body, input)) return refusal;
  if (input.videos.empty() || seconds <= longest_with_video) return std::nullopt;
  return refused("duration", "at most 10 seconds with a reference video, got " + std::to_string(seconds));
}

}  // namespace

Model wan27_r2v(ClipMaker& clips, const Options& options) {
  return [&clips, &options](const nlohmann::json& body, std::int64_t random_seed) -> std::variant<Order, Refusal> {
    Input input;
    if (auto refusal = read_reference_input(body, random_seed, options, input)) return std::move(*refusal);
    Order order;
    order.price = seconds_billed(input, options) * (input.full_hd ? 0.1875 : 0.125);
    order.seed = input.seed;
    order.make = [&clips, input](std::function<void(Clip)> done) { clips.make(input, std::move(done)); };
    return order;
  };
}

}  // namespace segmind::sandbox
