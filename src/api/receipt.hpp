#pragma once

#include <string_view>

#include "api/headers.hpp"
#include "segmind/video.hpp"

namespace segmind::api {

/// What the headers of an answer say about a finished call. What is missing or makes no sense stays empty.
Receipt receipt_from(const Headers& headers);

/// Adds what the `metrics` of a queue's answer say, where the receipt does not know it yet. Takes the whole body.
void add_metrics(Receipt& receipt, std::string_view json_body);

}  // namespace segmind::api
