#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "call/engine.hpp"
#include "segmind/call_options.hpp"
#include "segmind/journal.hpp"
#include "segmind/operation.hpp"
#include "segmind/request.hpp"

namespace segmind::call {

/// What the journal answered, and since when its lease counts, by os::since_boot().
struct Claimed {
  Beginning told;
  std::chrono::nanoseconds asked{0};
};

/// What a call wants to pay for: its key, or a name of its own where it has none.
Intention intention_of(Engine& engine, const Request& request, const CallOptions& options);

/// The request as it is sent, and shown by its record: as the entry keeps it, where it does, with the seed that was
/// drawn. Uploaded files have other addresses in the requests of those who ask later.
Request request_of(const JournalEntry& entry, const Request& request);

/// No room for it within the budget.
Error over_budget(const Intention& wanted, const Spending& spent);

/// Asks the journal for an intention until it is this client's, or has ended: while another owner has it, waits as long
/// as the options allow. `mine` or `ended`; all else is an Error, which cost nothing.
Operation<Claimed> claim(const std::shared_ptr<Engine>& engine, Intention intention, const CallOptions& options,
                         CallKind kind);

}  // namespace segmind::call
