#pragma once

#include <memory>
#include <vector>

#include "call/engine.hpp"
#include "call/journal/claim.hpp"
#include "segmind/job.hpp"
#include "segmind/media.hpp"
#include "segmind/operation.hpp"
#include "segmind/request.hpp"

namespace segmind::call {

/// A call that pays for an intention which is this client's.
template <typename T>
using PayNow = Operation<T> (*)(const std::shared_ptr<Engine>& engine, const Request& request,
                                const CallOptions& options, std::shared_ptr<Claim> claim);

/// A call that pays. For a client with a journal: pays where the intention is this client's and nothing has left, goes
/// on where its owner died, waits for another owner, and gives again what was paid for before.
Operation<Media> keep(const std::shared_ptr<Engine>& engine, const Request& request, const CallOptions& options,
                      CallKind kind, PayNow<Media> pay);
Operation<Job> keep(const std::shared_ptr<Engine>& engine, const Request& request, const CallOptions& options,
                    CallKind kind, PayNow<Job> pay);

/// What was begun and has not ended.
Operation<std::vector<JournalEntry>> unfinished(const std::shared_ptr<Engine>& engine, const CallOptions& options);

/// Goes on with what was begun and has not ended, whoever began it.
Operation<Media> go_on(const std::shared_ptr<Engine>& engine, const JournalEntry& entry, const CallOptions& options);

}  // namespace segmind::call
