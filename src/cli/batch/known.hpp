#pragma once

#include <map>
#include <segmind/segmind.hpp>
#include <string>

namespace segmind::cli {

/// What the journal knows of the batch when it begins.
struct Known {
  std::map<std::string, segmind::JournalEntry> by_key;  ///< Of this service and project.
  std::string other_service;  ///< One that has the project, where this service has nothing of it; empty: none.

  /// Null: nothing is known.
  const segmind::JournalEntry* find(const std::string& key) const;
};

/// A sandbox inside the program ends with it: only the clips that it made count, whatever its address was.
segmind::Result<Known> read_known(segmind::Journal& journal, const segmind::JournalScope& scope, bool is_sandbox);

}  // namespace segmind::cli
