#pragma once

#include <chrono>
#include <segmind/segmind.hpp>
#include <string>

#include "cli/display/terminal.hpp"

namespace segmind::cli {

/// Says why there is no clip and what it cost, and saves what is paid for elsewhere. Returns the exit code.
int report_failure(segmind::Error error, const std::string& output, bool is_sandbox, const Terminal& terminal);

/// Says what the clip cost, and prints where it is. Returns the exit code. `estimate`: its cost where the service does
/// not tell it; 0 where nobody knows.
int report_success(const segmind::Video& video, std::chrono::milliseconds took, segmind::Client& client,
                   double estimate, const char* currency, const Terminal& terminal);

}  // namespace segmind::cli
