#include "cli/batch/known.hpp"

#include <utility>

namespace segmind::cli {

const segmind::JournalEntry* Known::find(const std::string& key) const {
  const auto known = by_key.find(key);
  return known == by_key.end() ? nullptr : &known->second;
}

segmind::Result<Known> read_known(segmind::Journal& journal, const segmind::JournalScope& scope, bool is_sandbox) {
  Known known;
  if (!is_sandbox) {
    auto own = journal.entries(scope, {});
    if (!own) return own.error();
    for (segmind::JournalEntry& entry : *own) known.by_key[entry.key.text] = std::move(entry);
    if (!known.by_key.empty()) return known;
  }
  auto all = journal.entries(std::nullopt, {});
  if (!all) return all.error();
  for (segmind::JournalEntry& entry : *all) {
    if (entry.key.scope.project != scope.project) continue;
    const bool is_done = entry.state == segmind::JournalState::done;
    if (!is_sandbox && entry.state != segmind::JournalState::freed) known.other_service = entry.key.scope.service;
    if (is_sandbox && is_done) known.by_key[entry.key.text] = std::move(entry);
  }
  return known;
}

}  // namespace segmind::cli
