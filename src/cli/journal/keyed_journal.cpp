#include "cli/journal/keyed_journal.hpp"

#include <utility>

namespace segmind::cli {

using segmind::Beginning;
using segmind::CancellationToken;
using segmind::JournalKey;
using segmind::Result;

void KeyedJournal::note_begun(const std::string& key) {
  const std::lock_guard lock(mutex_);
  begun_.insert(key);
}

void KeyedJournal::note_over(const std::string& key) {
  const std::lock_guard lock(mutex_);
  begun_.erase(key);
  changed_.notify_all();
}

bool KeyedJournal::is_written_within(std::chrono::milliseconds longest) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, longest, [this] { return begun_.empty(); });
}

Result<Beginning> KeyedJournal::begin(const segmind::Intention& intention, const CancellationToken& stop) {
  segmind::Intention wanted = intention;
  if (const auto known = digests_.find(wanted.key.text); known != digests_.end()) wanted.digest = known->second;
  Result<Beginning> told = inner_->begin(wanted, stop);
  if (!told) return told;
  const bool is_mine = told->outcome == Beginning::Outcome::mine;
  if (is_mine) note_begun(wanted.key.text);
  std::optional<segmind::Error> refusal = heard_ ? heard_(wanted.key.text, *told) : std::nullopt;
  if (!refusal) return told;
  // A lease that cannot be given back ends by itself.
  if (is_mine && let_go(wanted.key, told->entry.epoch, stop).has_value()) note_over(wanted.key.text);
  return std::move(*refusal);
}

Result<segmind::Leave> KeyedJournal::leaving(const JournalKey& key, std::uint64_t epoch,
                                             const CancellationToken& stop) {
  std::optional<segmind::Error> refusal = may_leave_ ? may_leave_(key.text) : std::nullopt;
  if (refusal) return std::move(*refusal);
  return inner_->leaving(key, epoch, stop);
}

Result<void> KeyedJournal::ended(const JournalKey& key, std::uint64_t epoch, const segmind::JournalEnd& end,
                                 const CancellationToken& stop) {
  Result<void> done = inner_->ended(key, epoch, end, stop);
  if (done) note_over(key.text);
  return done;
}

Result<void> KeyedJournal::let_go(const JournalKey& key, std::uint64_t epoch, const CancellationToken& stop) {
  Result<void> done = inner_->let_go(key, epoch, stop);
  if (done) note_over(key.text);
  return done;
}

Result<segmind::Ownership> KeyedJournal::submitted(const JournalKey& key, std::uint64_t epoch,
                                                   const std::string& record_id, const CancellationToken& stop) {
  auto told = inner_->submitted(key, epoch, record_id, stop);
  if (noted_ && told && *told == segmind::Ownership::this_intention) noted_(key.text, record_id);
  return told;
}

// The rest is passed on.

Result<std::vector<std::string>> KeyedJournal::of_others(const JournalKey& key,
                                                         const std::vector<std::string>& record_ids,
                                                         const CancellationToken& stop) {
  return inner_->of_others(key, record_ids, stop);
}

Result<void> KeyedJournal::unpaid(const JournalKey& key, std::uint64_t epoch, const CancellationToken& stop) {
  return inner_->unpaid(key, epoch, stop);
}

Result<Beginning> KeyedJournal::begin_again(const JournalKey& key, std::uint64_t epoch, double dollars,
                                            const std::optional<segmind::JournalBudget>& budget,
                                            const CancellationToken& stop) {
  return inner_->begin_again(key, epoch, dollars, budget, stop);
}

Result<void> KeyedJournal::renew(const std::string& owner, std::chrono::milliseconds lease,
                                 const CancellationToken& stop) {
  return inner_->renew(owner, lease, stop);
}

Result<std::chrono::milliseconds> KeyedJournal::turn(const std::string& service, int per_minute,
                                                     const CancellationToken& stop) {
  return inner_->turn(service, per_minute, stop);
}

Result<segmind::Spending> KeyedJournal::totals(const segmind::JournalScope& scope,
                                               std::chrono::system_clock::time_point since,
                                               const CancellationToken& stop) {
  return inner_->totals(scope, since, stop);
}

Result<std::optional<segmind::JournalEntry>> KeyedJournal::find(const JournalKey& key, const CancellationToken& stop) {
  return inner_->find(key, stop);
}

Result<std::vector<segmind::JournalEntry>> KeyedJournal::unfinished(const segmind::JournalScope& scope,
                                                                    const CancellationToken& stop) {
  return inner_->unfinished(scope, stop);
}

Result<std::vector<segmind::JournalEntry>> KeyedJournal::entries(const std::optional<segmind::JournalScope>& scope,
                                                                 std::chrono::system_clock::time_point since,
                                                                 const CancellationToken& stop) {
  return inner_->entries(scope, since, stop);
}

Result<std::uint64_t> KeyedJournal::wait_for_change(std::uint64_t seen, std::chrono::milliseconds longest,
                                                    const CancellationToken& stop) {
  return inner_->wait_for_change(seen, longest, stop);
}

}  // namespace segmind::cli
