#pragma once

#include <string>
#include <vector>

#include "cli/batch/arguments.hpp"
#include "cli/batch/manifest/manifest.hpp"
#include "cli/batch/run.hpp"
#include "cli/batch/state/state.hpp"

namespace segmind::cli {

// How a manifest, what is known from earlier runs, and the files that are there go together.

/// What keeps the batch from beginning: something would be paid for twice, or replaced.
void find_problems(const Manifest& manifest, const BatchArguments& arguments, const StateFile& state,
                   std::vector<std::string>& problems);

/// Likewise: clips that another program makes, or made, of which this state knows nothing.
void find_clips_on_their_way(const Manifest& manifest, const StateFile& state, std::vector<std::string>& problems);

/// What the user should know before it begins, each as a sentence.
std::vector<std::string> oddities(const BatchRun& run, const StateFile& state);

}  // namespace segmind::cli
