#pragma once

#include <chrono>
#include <optional>

#include "segmind/media.hpp"
#include "text/json.hpp"

namespace segmind::api {

/// The receipt in a queue's answer and its `metrics`. Missing and invalid values stay empty.
Receipt receipt_in(const text::Json& root);

/// The time from submission to the end, by the queue's `metrics`.
std::optional<std::chrono::duration<double>> total_time_in(const text::Json& root);

}  // namespace segmind::api
