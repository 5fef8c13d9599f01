#include "cli/journal/entry_facts.hpp"

namespace segmind::cli {
namespace {

/// The one that tells most: null where nothing has left.
const segmind::JournalAttempt* telling(const segmind::JournalEntry& entry) {
  for (const segmind::JournalAttempt& attempt : entry.attempts) {
    if (attempt.charge == segmind::Charge::charged) return &attempt;
  }
  return entry.attempts.empty() ? nullptr : &entry.attempts.back();
}

}  // namespace

double dollars_of(const segmind::JournalEntry& entry) {
  double dollars = entry.state == segmind::JournalState::begun ? entry.reserved : 0;
  for (const segmind::JournalAttempt& attempt : entry.attempts) {
    if (attempt.charge != segmind::Charge::none) dollars += attempt.dollars;
  }
  return dollars;
}

std::string id_of(const segmind::JournalEntry& entry) {
  const auto* attempt = telling(entry);
  return attempt == nullptr ? "" : attempt->record_id;
}

std::string address_of(const segmind::JournalEntry& entry) {
  const auto* attempt = telling(entry);
  return attempt == nullptr ? "" : attempt->address;
}

std::optional<std::chrono::system_clock::time_point> left_at(const segmind::JournalEntry& entry) {
  const auto* attempt = telling(entry);
  return attempt == nullptr ? std::nullopt : std::optional(attempt->left_at);
}

bool is_held(const segmind::JournalEntry& entry, std::chrono::system_clock::time_point now) {
  return !entry.owner.empty() && entry.lease_until > now;
}

bool is_in_doubt(const segmind::JournalEntry& entry) {
  return entry.state == segmind::JournalState::leaving || entry.state == segmind::JournalState::uncertain;
}

bool is_unsent(const segmind::JournalEntry& entry) {
  return entry.state == segmind::JournalState::freed || entry.state == segmind::JournalState::begun;
}

}  // namespace segmind::cli
