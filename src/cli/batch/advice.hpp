#pragma once

#include "cli/batch/display.hpp"
#include "cli/batch/run.hpp"
#include "cli/service.hpp"

namespace segmind::cli {

/// Prints the advice about requests that are still to be sent. False: there is some.
bool advise(const BatchRun& run, const Service& service, BatchDisplay& display);

}  // namespace segmind::cli
