#pragma once

#include <chrono>
#include <memory>

#include "call/engine.hpp"
#include "segmind/media.hpp"
#include "segmind/operation.hpp"
#include "segmind/request.hpp"

namespace segmind::call {

/// Finds a request that left at `sent_after` or later in the account's records, and fetches its clip. Thread-safe.
/// Throws std::bad_alloc at the most.
Operation<Media> recover(const std::shared_ptr<Engine>& engine, const Request& request,
                         std::chrono::system_clock::time_point sent_after, const CallOptions& options);

}  // namespace segmind::call
