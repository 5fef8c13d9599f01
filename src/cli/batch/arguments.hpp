#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "cli/batch/manifest/manifest.hpp"
#include "cli/command.hpp"
#include "cli/journal/place.hpp"

namespace segmind::cli {

/// What the command line of `segmind batch` asks for.
struct BatchArguments {
  std::string manifest;
  std::optional<ManifestFormat> format;  ///< Not set: told by the manifest's name.
  std::optional<JournalPlace> journal;   ///< Not set: a file beside the manifest.
  std::string project;                   ///< Empty: the manifest's name.
  std::string report;                    ///< Empty: none.
  std::size_t in_flight = 8;
  int requests_per_minute = 0;
  std::optional<double> limit;  // dollars
  std::optional<std::chrono::seconds> records_settle;
  bool resubmit_unrecorded = false;
  std::optional<std::chrono::system_clock::time_point> recover_since;
  bool strict = false;
  std::optional<std::string> base_url;
  std::optional<std::chrono::seconds> expected;
};

/// The flags that fill the arguments, which must outlive the flags.
std::vector<Flag> flags_of(BatchArguments& arguments);

/// Fills in what was not given. Adds what is missing or useless to the problems.
void settle(BatchArguments& arguments, std::vector<std::string>& problems);

}  // namespace segmind::cli
