#pragma once

#include <segmind/segmind.hpp>

#include "batch_display.hpp"
#include "batch_run.hpp"

/// Uploads the local files of all clips that are still to be sent, each once, and puts their addresses into the
/// requests. Costs nothing. A Ctrl-C ends it.
segmind::Result<void> upload_files(segmind::Client& client, BatchRun& run, BatchDisplay& display);
