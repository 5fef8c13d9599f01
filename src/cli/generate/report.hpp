#pragma once

#include <chrono>
#include <segmind/segmind.hpp>
#include <string>

#include "cli/display/terminal.hpp"

namespace segmind::cli {

/// Prints why there is no clip and what it cost, and saves what is paid for elsewhere. Returns the exit code.
int report_failure(segmind::Error error, const std::string& output, bool is_sandbox, const Terminal& terminal);

/// Prints what the clip cost and where it is. Returns the exit code. `estimate`: the cost to print where the service
/// tells none; 0: unknown.
int report_success(const segmind::Video& video, std::chrono::milliseconds took, segmind::Client& client,
                   double estimate, const char* currency, const Terminal& terminal);

}  // namespace segmind::cli
