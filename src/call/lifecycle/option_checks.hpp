#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "segmind/call_options.hpp"
#include "segmind/error.hpp"

// Checks that the options of clients and calls share. Each check adds its violations to `found`.
namespace segmind::call {

using Violations = std::vector<Violation>;

std::string shown(std::chrono::milliseconds time);
void check_time(const char* field, std::chrono::milliseconds time, Violations& found);
/// What names something in a journal.
void check_name(const char* field, const std::string& name, Violations& found);
void check_retry(const RetryPolicy& retry, Violations& found);

/// Why a call with these options cannot begin; nothing when it can.
std::optional<Error> unusable(const CallOptions& options);

}  // namespace segmind::call
