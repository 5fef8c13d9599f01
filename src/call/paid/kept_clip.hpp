#pragma once

#include <memory>

#include "call/engine.hpp"
#include "segmind/journal.hpp"
#include "segmind/media.hpp"
#include "segmind/operation.hpp"
#include "segmind/request.hpp"

namespace segmind::call {

/// Gives a clip again that is paid for: from the file where it was put; else from the address that was told; else from
/// the one in the account's records. Pays nothing. `has_request`: false for an entry whose request nobody has.
Operation<Media> kept_clip(const std::shared_ptr<Engine>& engine, const JournalEntry& entry, const Request& request,
                           bool has_request, const CallOptions& options);

}  // namespace segmind::call
