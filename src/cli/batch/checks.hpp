#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "cli/batch/arguments.hpp"
#include "cli/batch/known.hpp"
#include "cli/batch/manifest/manifest.hpp"
#include "cli/batch/run.hpp"

namespace segmind::cli {

// Whether the manifest, the journal and the files that exist fit together.

/// Files as they were before the journal was read: what another process makes after that, the journal knows.
struct FilesBefore {
  std::set<std::string> outputs;               ///< By their places, see place_of().
  std::map<std::string, std::string> part_of;  ///< The .part file that lies beside an output, by the output's place.
};
FilesBefore look_at_files(const Manifest& manifest);

/// Adds what keeps the batch from beginning: something would be paid for twice, or replaced.
void find_problems(const Manifest& manifest, const BatchArguments& arguments, const FilesBefore& before,
                   const Known& known, const std::string& service, std::vector<std::string>& problems);

/// Adds clips that another program makes, or has made, and that the journal does not know.
void find_clips_on_their_way(const Manifest& manifest, const FilesBefore& before, const Known& known,
                             std::vector<std::string>& problems);

/// A sentence for everything that the user should know before the batch begins.
std::vector<std::string> oddities(const BatchRun& run, const Known& known);

}  // namespace segmind::cli
