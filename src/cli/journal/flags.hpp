#pragma once

#include <chrono>
#include <optional>

#include "cli/command.hpp"

namespace segmind::cli {

// Flags of all commands that pay with a journal. What they fill must outlive them.

Flag records_settle_flag(std::optional<std::chrono::seconds>& place);
Flag resubmit_unrecorded_flag(bool& place);
Flag recover_since_flag(std::optional<std::chrono::system_clock::time_point>& place);

}  // namespace segmind::cli
