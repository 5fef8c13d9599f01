#pragma once

#include <memory>

#include "call/engine.hpp"
#include "call/journal/claim.hpp"
#include "call/lifecycle/operation.hpp"
#include "segmind/call_options.hpp"
#include "segmind/media.hpp"
#include "segmind/request.hpp"

namespace segmind::call {

/// Puts a request into the queue (v2), waits for its job and fetches the clip, as one operation. Thread-safe. Throws
/// nothing but std::bad_alloc.
Operation<Media> submit_and_wait(const std::shared_ptr<Engine>& engine, const Request& request,
                                 const CallOptions& options, std::shared_ptr<Claim> intention);

}  // namespace segmind::call
