#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <segmind/segmind.hpp>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "cli/journal/place.hpp"

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
  bool strict = false;  ///< Send nothing where there is advice.
  bool queue = false;
  std::optional<std::string> resume;  ///< The id of a job whose clip is fetched.
  std::string key;                    ///< In the journal; empty: none.
  std::optional<JournalPlace> journal;
  std::string project;
  std::optional<std::chrono::seconds> records_settle;
  bool resubmit_unrecorded = false;
  std::optional<std::chrono::system_clock::time_point> recover_since;
};

/// The flags that fill the arguments, which must outlive the flags. Values are checked by the library.
std::vector<Flag> flags_of(GenerateArguments& arguments);

/// Why the arguments contradict each other, each as a sentence.
std::vector<std::string> contradictions_in(const GenerateArguments& arguments);

}  // namespace segmind::cli
