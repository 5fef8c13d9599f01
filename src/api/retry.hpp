#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "api/headers.hpp"

namespace segmind::api {

/// How long the service asks to wait: `retry-after` in seconds or as an HTTP date, else `x-rate-limit-reset-at-utc`.
/// Within 0 and one hour; a time in the past is 0. Nothing when both are missing or invalid.
std::optional<std::chrono::milliseconds> retry_after(const Headers& headers, std::chrono::system_clock::time_point now);

}  // namespace segmind::api
