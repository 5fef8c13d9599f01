#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace segmind::sandbox {

/// What a clip is to show.
struct Input {
  std::string model;  ///< As people call it: whose clip the drawn one stands for.
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
