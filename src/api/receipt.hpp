#pragma once

#include "api/headers.hpp"
#include "segmind/media.hpp"

namespace segmind::api {

/// What the headers of an answer say about a finished call. What is missing or makes no sense stays empty.
Receipt receipt_from(const Headers& headers);

}  // namespace segmind::api
