#pragma once

#include <memory>

#include "call/engine.hpp"
#include "call/journal/claim.hpp"
#include "segmind/media.hpp"
#include "segmind/operation.hpp"
#include "segmind/request.hpp"

namespace segmind::call {

/// One blocking POST (v1), whose answer is the clip; or the queue, where CallOptions::through_queue says so.
/// Where the client has a journal, for the intention that it gives. Thread-safe.
Operation<Media> generate(const std::shared_ptr<Engine>& engine, const Request& request, const CallOptions& options);

/// The same for an intention that is this client's already; null where it has no journal.
Operation<Media> generate_now(const std::shared_ptr<Engine>& engine, const Request& request, const CallOptions& options,
                              std::shared_ptr<Claim> claim);

}  // namespace segmind::call
