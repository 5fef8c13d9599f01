#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "segmind/call_options.hpp"
#include "segmind/error.hpp"

// What the options of a client and those of a call have in common. Each check adds what is wrong, for the user to read.
namespace segmind::call {

using Violations = std::vector<Violation>;

std::string shown(std::chrono::milliseconds time);
void check_time(const char* field, std::chrono::milliseconds time, Violations& found);
void check_retry(const RetryPolicy& retry, Violations& found);

/// Why a call with these options cannot be made; nothing where it can.
std::optional<Error> unusable(const CallOptions& options);

}  // namespace segmind::call
