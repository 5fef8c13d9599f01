#pragma once

#include "api/headers.hpp"
#include "segmind/media.hpp"

namespace segmind::api {

/// The receipt in an answer's headers. Missing and invalid values stay empty.
Receipt receipt_from(const Headers& headers);

}  // namespace segmind::api
