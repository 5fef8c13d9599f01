#pragma once

#include <memory>
#include <string>

#include "call/engine.hpp"
#include "call/journal/claim.hpp"
#include "segmind/call_options.hpp"
#include "segmind/job.hpp"
#include "segmind/request.hpp"

namespace segmind::call {

/// Puts one request into the queue (v2). Thread-safe.
/// Throws std::bad_alloc at the most.
/// Where the client has a journal, for the intention that it gives.
Operation<Job> submit(const std::shared_ptr<Engine>& engine, const Request& request, const CallOptions& options);

/// The same for an intention that is this client's already; null where it has no journal.
Operation<Job> submit_now(const std::shared_ptr<Engine>& engine, const Request& request, const CallOptions& options,
                          std::shared_ptr<Claim> claim);

}  // namespace segmind::call
