#pragma once

#include <chrono>
#include <optional>

#include "api/json.hpp"
#include "segmind/video.hpp"

namespace segmind::api {

/// What a queue's answer and its `metrics` say. What is missing or makes no sense stays empty.
Receipt receipt_in(const Json& root);

/// How long the queue took from submission to the end, by its `metrics`.
std::optional<std::chrono::duration<double>> total_time_in(const Json& root);

}  // namespace segmind::api
