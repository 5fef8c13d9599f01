#include <algorithm>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <tuple>
#include <utility>

#include "journal/spending.hpp"
#include "journal/stored_journal.hpp"

namespace segmind::journal {
namespace {

using std::chrono::milliseconds;

struct InOrder {
  bool operator()(const JournalKey& a, const JournalKey& b) const noexcept {
    return std::tie(a.scope.service, a.scope.project, a.text) < std::tie(b.scope.service, b.scope.project, b.text);
  }
};

bool is_in(const JournalEntry& entry, const JournalScope& scope) noexcept {
  return entry.key.scope.service == scope.service && entry.key.scope.project == scope.project;
}

/// Its clock is the steady one, told as a time of day: nobody else compares it.
class MemoryStore final : public Store, private Transaction {
 public:
  void change(const JournalKey& key, const Change& change, const CancellationToken&) override {
    const std::lock_guard lock(mutex_);
    std::optional<Row> row;
    const auto place = rows_.find(key);
    if (place != rows_.end()) row = place->second;
    if (change(row, *this) == Write::no) return;
    row->entry.changed_at = now();
    rows_.insert_or_assign(key, std::move(*row));
    tell();
  }

  std::optional<JournalEntry> find(const JournalKey& key, const CancellationToken&) override {
    const std::lock_guard lock(mutex_);
    const auto place = rows_.find(key);
    if (place == rows_.end()) return std::nullopt;
    return place->second.entry;
  }

  std::vector<JournalEntry> entries(const Selection& selection, const CancellationToken&) override {
    std::vector<JournalEntry> found;
    const std::lock_guard lock(mutex_);
    for (const auto& [key, row] : rows_) {
      const bool is_over = row.entry.state == JournalState::done || row.entry.state == JournalState::freed;
      if (selection.scope && !is_in(row.entry, *selection.scope)) continue;
      if (row.entry.changed_at < selection.changed_since || (selection.unfinished_only && is_over)) continue;
      found.push_back(row.entry);
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const JournalEntry& a, const JournalEntry& b) { return a.begun_at < b.begun_at; });
    return found;
  }

  Spending totals(const JournalScope& scope, TimePoint since, const CancellationToken&) override {
    const std::lock_guard lock(mutex_);
    return totals(scope, since);
  }

  void renew(const std::string& owner, milliseconds lease, const CancellationToken&) override {
    const std::lock_guard lock(mutex_);
    for (auto& [key, row] : rows_) {
      if (row.entry.owner == owner) row.entry.lease_until = now() + lease;
    }
    if (lease.count() <= 0) tell();
  }

  milliseconds turn(const std::string& service, int per_minute, const CancellationToken&) override {
    const std::lock_guard lock(mutex_);
    std::deque<TimePoint>& taken = turns_[service];
    while (!taken.empty() && taken.front() + std::chrono::minutes(1) <= now()) taken.pop_front();
    const auto most = static_cast<std::size_t>(per_minute);
    if (taken.size() < most) return taken.push_back(now()), milliseconds(0);
    const auto wait = taken[taken.size() - most] + std::chrono::minutes(1) - now();
    return std::max(std::chrono::ceil<milliseconds>(wait), milliseconds(1));
  }

  std::uint64_t wait_for_change(std::uint64_t seen, milliseconds longest, const CancellationToken& stop) override {
    const auto until = std::chrono::steady_clock::now() + longest;
    std::unique_lock lock(mutex_);
    while (changes_ == seen && std::chrono::steady_clock::now() < until) {
      if (stop.is_cancelled()) raise(interrupted());
      changed_.wait_until(lock, std::min(until, std::chrono::steady_clock::now() + longest_nap));
    }
    return changes_;
  }

 private:
  TimePoint now() override {
    const auto time = std::chrono::steady_clock::now() - made_;
    return began_ + std::chrono::duration_cast<TimePoint::duration>(time);
  }

  Spending totals(const JournalScope& scope, TimePoint since) override {
    Sums sums;
    for (const auto& [key, row] : rows_) {
      if (is_in(row.entry, scope)) sums.add(row.entry, since);
    }
    return sums.spending();
  }

  bool is_of_another(const JournalKey& key, const std::string& record_id) override {
    return std::any_of(rows_.begin(), rows_.end(), [&](const auto& place) {
      const auto& [other, row] = place;
      const bool is_same = !InOrder()(key, other) && !InOrder()(other, key);
      if (is_same || other.scope.service != key.scope.service) return false;
      return std::any_of(row.entry.attempts.begin(), row.entry.attempts.end(),
                         [&](const JournalAttempt& attempt) { return attempt.record_id == record_id; });
    });
  }

  void tell() {
    ++changes_;
    changed_.notify_all();
  }

  const TimePoint began_ = std::chrono::system_clock::now();
  const std::chrono::steady_clock::time_point made_ = std::chrono::steady_clock::now();
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t changes_ = 1;
  std::map<JournalKey, Row, InOrder> rows_;
  std::map<std::string, std::deque<TimePoint>> turns_;
};

}  // namespace
}  // namespace segmind::journal

namespace segmind {

std::shared_ptr<Journal> memory_journal() { return journal::journal_in(std::make_unique<journal::MemoryStore>()); }

}  // namespace segmind
