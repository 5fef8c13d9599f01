#pragma once

#include <optional>
#include <string_view>

#include "api/headers.hpp"
#include "segmind/video.hpp"

namespace segmind::api {

/// What the headers of an answer say about a finished call. What is missing or makes no sense stays empty.
Receipt receipt_from(const Headers& headers);

/// Its Receipt::cost alone.
std::optional<double> cost_from(const Headers& headers) noexcept;

/// Adds what the `metrics` of a queue's answer say, where the receipt does not know it yet. Takes the whole body.
void add_metrics(Receipt& receipt, std::string_view json_body);

}  // namespace segmind::api
