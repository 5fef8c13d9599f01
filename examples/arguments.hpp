#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <segmind/segmind.hpp>
#include <string>
#include <string_view>
#include <vector>

/// What the command line of `generate` asks for.
struct Arguments {
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
  bool help = false;

  /// Everything that could not be understood, each as a sentence. What the library checks is left to the library.
  std::vector<std::string> problems;
};

Arguments parse_arguments(int argc, char** argv);

std::string_view usage() noexcept;
