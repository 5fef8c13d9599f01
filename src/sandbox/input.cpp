#include "sandbox/input.hpp"

#include <nlohmann/json.hpp>

namespace segmind::sandbox {
namespace {

using nlohmann::json;

constexpr std::size_t most_references = 5;
constexpr std::size_t longest_prompt = 5000;
constexpr std::size_t longest_negative_prompt = 500;
constexpr std::int64_t largest_seed = 2147483647;

std::size_t characters(const std::string& utf8) {
  std::size_t count = 0;
  for (const char c : utf8) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  return count;
}

Refusal refused(std::string text) { return {406, std::move(text)}; }

std::optional<Refusal> check_address(const char* field, const std::string& address) {
  if (address.rfind("data:", 0) == 0) {
    return refused(std::string(field) + ": data URLs are not accepted; upload the file and pass its address");
  }
  if (address.rfind("http://", 0) != 0 && address.rfind("https://", 0) != 0) {
    return refused(std::string(field) + ": not a public URL: " + address.substr(0, 200));
  }
  return std::nullopt;
}

/// One address as a string, or several as an array.
std::optional<Refusal> read_addresses(const json& body, const char* field, std::vector<std::string>& addresses) {
  const auto it = body.find(field);
  if (it == body.end() || it->is_null()) return std::nullopt;
  const json list = it->is_array() ? *it : json::array({*it});
  for (const auto& item : list) {
    if (!item.is_string()) return refused(std::string(field) + ": expected a string or an array of strings");
    addresses.push_back(item.get<std::string>());
    if (auto refusal = check_address(field, addresses.back())) return refusal;
  }
  return std::nullopt;
}

std::optional<Refusal> read_text(const json& body, const char* field, std::size_t longest, std::string& text) {
  const auto it = body.find(field);
  if (it == body.end() || it->is_null()) return std::nullopt;
  if (!it->is_string()) return refused(std::string(field) + ": expected a string");
  text = it->get<std::string>();
  if (characters(text) > longest) {
    return refused(std::string(field) + ": longer than " + std::to_string(longest) + " characters");
  }
  return std::nullopt;
}

std::optional<Refusal> read_settings(const json& body, std::int64_t random_seed, Input& input) {
  if (const auto it = body.find("duration"); it != body.end() && !it->is_null()) {
    if (!it->is_number_integer() || it->get<std::int64_t>() < 2 || it->get<std::int64_t>() > 15) {
      return refused("duration: expected an integer from 2 to 15, got " + it->dump().substr(0, 40));
    }
    input.seconds = it->get<int>();
  }
  if (const auto it = body.find("resolution"); it != body.end() && !it->is_null()) {
    if (*it != "720P" && *it != "1080P") {
      return refused("resolution: expected 720P or 1080P, got " + it->dump().substr(0, 40));
    }
    input.full_hd = *it == "1080P";
  }
  if (const auto it = body.find("seed"); it != body.end()) {
    if (it->is_null()) {
      input.seed = random_seed;
    } else if (it->is_number_integer() && it->get<std::int64_t>() >= 0 && it->get<std::int64_t>() <= largest_seed) {
      input.seed = it->get<std::int64_t>();
    } else {
      return refused("seed: expected an integer from 0 to 2147483647, got " + it->dump().substr(0, 40));
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Refusal> read_input(const json& body, std::int64_t random_seed, Input& input) {
  const auto prompt = body.find("prompt");
  if (prompt == body.end() || !prompt->is_string()) return Refusal{400, "Missing required field: prompt"};
  if (prompt->get_ref<const std::string&>().find_first_not_of(" \t\r\n") == std::string::npos) {
    return Refusal{400, "prompt must not be empty"};
  }
  if (auto refusal = read_text(body, "prompt", longest_prompt, input.prompt)) return refusal;
  if (auto refusal = read_text(body, "negative_prompt", longest_negative_prompt, input.negative_prompt)) return refusal;
  if (auto refusal = read_settings(body, random_seed, input)) return refusal;
  if (auto refusal = read_addresses(body, "reference_images", input.images)) return refusal;
  if (auto refusal = read_addresses(body, "reference_videos", input.videos)) return refusal;
  if (input.images.size() + input.videos.size() > most_references) {
    return refused("at most 5 references, images and videos together");
  }
  if (const auto it = body.find("reference_voice"); it != body.end() && !it->is_null()) {
    if (!it->is_string()) return refused("reference_voice: expected a string");
    input.voice = it->get<std::string>();
    if (auto refusal = check_address("reference_voice", input.voice)) return refusal;
  }
  return std::nullopt;
}

}  // namespace segmind::sandbox
