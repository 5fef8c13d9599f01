#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace segmind::sandbox {

/// What a generation is asked for, as the model understands it.
struct Input {
  std::string prompt;
  std::string negative_prompt = "blurry, low quality, distorted, watermark";
  std::vector<std::string> images;
  std::vector<std::string> videos;
  std::string voice;
  bool full_hd = false;
  int seconds = 5;
  std::int64_t seed = 42;

  double price() const noexcept { return seconds * (full_hd ? 0.1875 : 0.125); }
};

/// Why a body is refused, and how v1 says so.
struct Refusal {
  int status = 400;
  std::string text;
};

/// Reads a body's fields. A seed of null becomes `random_seed`. The refusal, when there is one, leaves the input as far
/// as it was read.
std::optional<Refusal> read_input(const nlohmann::json& body, std::int64_t random_seed, Input& input);

}  // namespace segmind::sandbox
