#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "api/headers.hpp"

namespace segmind::api {

/// How long the service asks to wait: `retry-after` in seconds or as an HTTP date, else `x-rate-limit-reset-at-utc`.
/// A moment that has passed is 0, more than an hour counts as an hour, and nonsense is nothing at all.
std::optional<std::chrono::milliseconds> retry_after(const Headers& headers, std::chrono::system_clock::time_point now);

}  // namespace segmind::api
