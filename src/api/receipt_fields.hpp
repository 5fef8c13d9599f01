#pragma once

#include <chrono>
#include <optional>

#include "api/json.hpp"
#include "segmind/video.hpp"

namespace segmind::api {

/// As add_metrics() of receipt.hpp, for a body that has been parsed already.
void add_metrics(Receipt& receipt, const Json& root);

/// How long the queue took from submission to the end, by its `metrics`.
std::optional<std::chrono::duration<double>> total_time_in(const Json& root);

}  // namespace segmind::api
