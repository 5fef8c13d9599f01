#pragma once

#include <segmind/segmind.hpp>

#include "cli/batch/display.hpp"
#include "cli/batch/run.hpp"

namespace segmind::cli {

/// Uploads the local files of all clips that are still to be sent, each once, and puts their addresses into the
/// requests. Costs nothing. A Ctrl-C ends it.
segmind::Result<void> upload_files(segmind::Client& client, BatchRun& run, BatchDisplay& display);

}  // namespace segmind::cli
