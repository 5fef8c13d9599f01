#pragma once

#include "segmind/c/segmind.h"
#include "segmind/client.hpp"

namespace segmind::c {

/// `given` may be null.
Result<ClientOptions> client_options_of(const segmind_client_options* given) noexcept;

/// What is 0 keeps its value in `policy`.
RetryPolicy retry_of(const segmind_retry& given, RetryPolicy policy) noexcept;

}  // namespace segmind::c
