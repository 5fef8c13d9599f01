#pragma once

#include <chrono>
#include <optional>

#include "segmind/media.hpp"
#include "text/json.hpp"

namespace segmind::api {

/// The receipt in a queue's answer and its `metrics`. A member that is missing or makes no sense stays empty.
Receipt receipt_in(const text::Json& root);

/// How long the queue took from submission to the end, by its `metrics`.
std::optional<std::chrono::duration<double>> total_time_in(const text::Json& root);

}  // namespace segmind::api
