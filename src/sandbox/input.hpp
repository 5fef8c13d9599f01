#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace segmind::sandbox {

/// What a clip is to show.
struct Input {
  std::string model;  ///< The model's name for people, which stands in the drawn clip.
  std::string prompt;
  bool takes_references = true;
  std::vector<std::string> images;
  std::vector<std::string> videos;
  std::string voice;
  bool full_hd = false;
  int seconds = 5;
  std::int64_t seed = 42;
};

}  // namespace segmind::sandbox
