#pragma once

#include <string>
#include <vector>

#include "cli/batch/arguments.hpp"
#include "cli/batch/manifest/manifest.hpp"
#include "cli/batch/run.hpp"
#include "cli/batch/state/state.hpp"

namespace segmind::cli {

// Whether the manifest, the state of earlier runs and the files that exist fit together.

/// Adds what keeps the batch from beginning: something would be paid for twice, or replaced.
void find_problems(const Manifest& manifest, const BatchArguments& arguments, const StateFile& state,
                   std::vector<std::string>& problems);

/// Adds clips that another program makes, or has made, and that this state does not know.
void find_clips_on_their_way(const Manifest& manifest, const StateFile& state, std::vector<std::string>& problems);

/// A sentence for everything that the user should know before the batch begins.
std::vector<std::string> oddities(const BatchRun& run, const StateFile& state);

}  // namespace segmind::cli
