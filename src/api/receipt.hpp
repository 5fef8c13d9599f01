#pragma once

#include "api/headers.hpp"
#include "segmind/media.hpp"

namespace segmind::api {

/// The receipt in an answer's headers. A member that is missing or makes no sense stays empty.
Receipt receipt_from(const Headers& headers);

}  // namespace segmind::api
