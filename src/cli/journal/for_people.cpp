#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "cli/display/figures.hpp"
#include "cli/display/table.hpp"
#include "cli/journal/entry_facts.hpp"
#include "cli/journal/forms.hpp"

namespace segmind::cli {
namespace {

using segmind::JournalEntry;
using segmind::JournalState;

/// "2026-09-30 12:34:56"
std::string time_text(std::chrono::system_clock::time_point time) {
  return utc_text(time).substr(0, 19).replace(10, 1, " ");
}

std::string dollars_text(const JournalEntry& entry) {
  return entry.state == JournalState::freed ? "-" : money_text(dollars_of(entry));
}

/// The state, and whether somebody is at it.
std::string state_of(const JournalEntry& entry) {
  const bool is_open = entry.state != JournalState::done && entry.state != JournalState::freed;
  const bool held = is_open && is_held(entry, std::chrono::system_clock::now());
  return std::string(to_string(entry.state)) + (held ? " *" : "");
}

/// What the states come to, in the words of the one who pays.
std::string sums_of(const Entries& entries) {
  double paid = 0;
  double maybe = 0;
  double under_way = 0;
  for (const JournalEntry& entry : entries) {
    (entry.state == JournalState::done ? paid : is_in_doubt(entry) ? maybe : under_way) += dollars_of(entry);
  }
  return money_text(paid) + " dollars are paid, " + money_text(maybe) + " may be paid, and " + money_text(under_way) +
         " are set aside or under way.\n";
}

bool has_several_projects(const Entries& entries) {
  std::set<std::pair<std::string, std::string>> scopes;
  for (const JournalEntry& entry : entries) scopes.emplace(entry.key.scope.service, entry.key.scope.project);
  return scopes.size() > 1;
}

}  // namespace

std::string listing_of(const Entries& entries) {
  if (entries.empty()) return "No entries.\n";
  const bool several = has_several_projects(entries);
  std::vector<Cells> rows{{"changed (UTC)", "state", "dollars", "id", "key", "where"}};
  if (several) rows.front().insert(rows.front().begin() + 4, "project");
  bool any_held = false;
  for (const JournalEntry& entry : entries) {
    const std::string state = state_of(entry);
    any_held = any_held || state.back() == '*';
    const std::string where = entry.clip.path.empty() ? address_of(entry) : entry.clip.path;
    rows.push_back({time_text(entry.changed_at), state, dollars_text(entry), or_dash(id_of(entry)), entry.key.text,
                    or_dash(where)});
    if (several) rows.back().insert(rows.back().begin() + 4, or_dash(entry.key.scope.project));
  }
  std::string text;
  for (const std::string& line : aligned(rows)) text += line;
  text += '\n' + std::to_string(entries.size()) + (entries.size() == 1 ? " entry. " : " entries. ") + sums_of(entries);
  return any_held ? text + "*: a process is at work on it, or was within the last half minute.\n" : text;
}

std::string details_of(const JournalEntry& entry) {
  std::vector<std::pair<std::string, std::string>> facts{
      {"key", entry.key.text},
      {"project", entry.key.scope.project},
      {"service", entry.key.scope.service},
      {"state", std::string(to_string(entry.state))},
      {"dollars", dollars_text(entry)},
      {"model", entry.model},
      {"seed", entry.seed ? std::to_string(*entry.seed) : ""},
      {"begun", utc_text(entry.begun_at)},
      {"changed", utc_text(entry.changed_at)},
      {"owner", entry.owner},
      {"lease until", entry.owner.empty() ? "" : utc_text(entry.lease_until)},
      {"owners so far", std::to_string(entry.epoch)},
      {"path", entry.clip.path},
      {"bytes", entry.clip.size > 0 ? std::to_string(entry.clip.size) : ""},
      {"sha256", entry.clip.sha256},
      {"digest", entry.digest},
  };
  std::string text = facts_text(facts);
  for (const segmind::JournalAttempt& attempt : entry.attempts) {
    text += "\nsent by owner " + std::to_string(attempt.epoch) + '\n' +
            facts_text({{"  at", utc_text(attempt.left_at)},
                        {"  charge", std::string(to_string(attempt.charge))},
                        {"  dollars", money_text(attempt.dollars)},
                        {"  id", attempt.record_id},
                        {"  address", attempt.address}});
  }
  return entry.request.empty() ? text : text + '\n' + entry.request + '\n';
}

std::string totals_of(const Entries& entries) {
  if (entries.empty()) return "No entries.\n";
  std::map<std::pair<std::string, JournalState>, std::pair<std::size_t, double>> groups;
  for (const JournalEntry& entry : entries) {
    auto& [count, dollars] = groups[{utc_text(entry.begun_at).substr(0, 10), entry.state}];
    ++count;
    dollars += dollars_of(entry);
  }
  std::vector<Cells> rows{{"begun (UTC)", "state", "entries", "dollars"}};
  for (const auto& [group, sums] : groups) {
    rows.push_back({group.first, std::string(to_string(group.second)), std::to_string(sums.first),
                    money_text(sums.second)});
  }
  std::string text;
  for (const std::string& line : aligned(rows)) text += line;
  return text + '\n' + sums_of(entries);
}

}  // namespace segmind::cli
