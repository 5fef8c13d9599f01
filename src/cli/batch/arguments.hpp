#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "cli/batch/manifest/manifest.hpp"
#include "cli/command.hpp"

namespace segmind::cli {

/// What the command line of `segmind batch` asks for.
struct BatchArguments {
  std::string manifest;
  std::optional<ManifestFormat> format;  ///< Not set: told by the manifest's name.
  std::string state;                     ///< Empty: beside the manifest.
  std::string report;                    ///< Empty: none.
  std::size_t in_flight = 8;
  int requests_per_minute = 0;
  std::optional<double> limit;  // dollars
  bool resubmit_uncertain = false;
  bool strict = false;
  std::optional<std::string> base_url;
  std::optional<std::chrono::seconds> expected;
};

/// The flags that fill the arguments, which must outlive the flags.
std::vector<Flag> flags_of(BatchArguments& arguments);

}  // namespace segmind::cli
