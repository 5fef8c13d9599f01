#pragma once

#include <memory>

#include "call/engine.hpp"
#include "segmind/media.hpp"
#include "segmind/operation.hpp"
#include "segmind/request.hpp"

namespace segmind::call {

/// One blocking POST (v1), whose answer is the clip; or the queue, where CallOptions::through_queue says so.
/// Thread-safe.
Operation<Media> generate(const std::shared_ptr<Engine>& engine, const Request& request, const CallOptions& options);

}  // namespace segmind::call
