#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <segmind/segmind.hpp>
#include <string>
#include <vector>

#include "cli/command.hpp"

namespace segmind::cli {

/// What the command line of `segmind generate` asks for.
struct GenerateArguments {
  std::optional<std::string> prompt;
  std::vector<std::string> images;
  std::vector<std::string> videos;
  std::optional<std::string> voice;
  std::optional<std::string> negative_prompt;
  std::optional<segmind::Resolution> resolution;
  std::optional<std::chrono::seconds> duration;
  std::optional<std::int64_t> seed;
  bool random_seed = false;
  std::string output = "clip.mp4";
  std::optional<std::string> base_url;
  std::optional<std::chrono::seconds> timeout;
  bool strict = false;  ///< Stop where there is advice instead of printing it.
  bool queue = false;
  std::optional<std::string> resume;  ///< The id of a job to fetch instead of asking for a new clip.
};

/// The flags that fill the arguments in, which must outlive them. What the library checks is left to the library.
std::vector<Flag> flags_of(GenerateArguments& arguments);

/// Why they do not go together; empty when they do.
std::string contradiction_in(const GenerateArguments& arguments);

}  // namespace segmind::cli
