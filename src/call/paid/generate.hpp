#pragma once

#include <memory>

#include "call/engine.hpp"
#include "segmind/media.hpp"
#include "segmind/operation.hpp"
#include "segmind/request.hpp"

namespace segmind::call {

/// Makes a clip with one blocking POST (v1), or with CallOptions::through_queue by the queue. Thread-safe.
Operation<Media> generate(const std::shared_ptr<Engine>& engine, const Request& request, const CallOptions& options);

}  // namespace segmind::call
