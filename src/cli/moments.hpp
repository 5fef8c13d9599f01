#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "cli/command.hpp"

namespace segmind::cli {

// Days and times as flags take them. The place that a Take fills must outlive it.

/// "2026-09-30": its beginning, by UTC.
std::optional<std::chrono::system_clock::time_point> day_of(const std::string& text);

/// A day, a time of RFC 3339 such as "2026-09-30T08:15:00Z", or so long before `now`: "90s", "30m", "2h", "3d".
std::optional<std::chrono::system_clock::time_point> moment_of(const std::string& text,
                                                               std::chrono::system_clock::time_point now);

Take day_into(std::optional<std::chrono::system_clock::time_point>& place);

/// For a moment that has passed.
Take moment_into(std::optional<std::chrono::system_clock::time_point>& place);

}  // namespace segmind::cli
