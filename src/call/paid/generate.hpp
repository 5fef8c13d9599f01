#pragma once

#include <memory>
#include <string>

#include "call/engine.hpp"
#include "segmind/call_options.hpp"
#include "segmind/operation.hpp"
#include "segmind/request.hpp"
#include "segmind/media.hpp"

namespace segmind::call {

/// One clip by the blocking endpoint (v1): posts the body, at most once, and waits for the clip. Thread-safe.
/// Throws std::bad_alloc at the most.
Operation<Video> generate(const std::shared_ptr<Engine>& engine, const Request& request,
                          const CallOptions& options);

}  // namespace segmind::call
