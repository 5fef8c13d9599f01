#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "segmind/models/wan27_r2v.hpp"

namespace segmind::models {

/// The fields of a Wan27R2VRequest, validated or not.
struct RequestFields {
  std::string prompt;
  std::optional<std::string> negative_prompt;
  std::vector<std::string> images;
  std::vector<std::string> videos;
  std::optional<std::string> voice;
  std::optional<Resolution> resolution;
  std::optional<std::chrono::seconds> duration;
  std::optional<std::int64_t> seed;
  bool random_seed = false;  ///< If true, `seed` is ignored.
};

}  // namespace segmind::models
