#pragma once

#include <chrono>
#include <optional>
#include <segmind/segmind.hpp>

#include "cli/command.hpp"

namespace segmind::cli {

// Flags of all commands that pay with a journal. What they fill must outlive them.

Flag records_settle_flag(std::optional<std::chrono::seconds>& place);
Flag resubmit_unrecorded_flag(bool& place);
Flag recover_since_flag(std::optional<std::chrono::system_clock::time_point>& place);

/// What they mean to a client. Where something may be sent again, its calls live long enough to learn that it may.
void settle_records(segmind::ClientOptions& options, const std::optional<std::chrono::seconds>& records_settle,
                    bool resubmit_unrecorded);

}  // namespace segmind::cli
