#pragma once

#include "call/engine.hpp"
#include "segmind/journal.hpp"
#include "segmind/media.hpp"
#include "segmind/result.hpp"

namespace segmind::call {

/// An entry of the journal, and the epoch in which somebody worked on it.
struct EntryEpoch {
  JournalKey key;
  std::uint64_t epoch = 0;
};

/// Tells the client's journal how a call for a clip ended. An entry whose end is not certain stays as it is,
/// to be asked for again. From any thread.
void report_clip(Engine& engine, const EntryEpoch& entry, const Result<Media>& clip) noexcept;

}  // namespace segmind::call
