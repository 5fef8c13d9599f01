#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "segmind/journal.hpp"

namespace segmind::testing {

/// A journal before another one, to which it passes everything. Tests override what they want to see, slow down or
/// break.
class PassingJournal : public Journal {
 public:
  explicit PassingJournal(std::shared_ptr<Journal> inner) : inner_(std::move(inner)) {}

  Result<Beginning> begin(const Intention& intention, const CancellationToken& stop) override {
    return inner_->begin(intention, stop);
  }
  Result<Leave> leaving(const JournalKey& key, std::uint64_t epoch, const CancellationToken& stop) override {
    return inner_->leaving(key, epoch, stop);
  }
  Result<Ownership> submitted(const JournalKey& key, std::uint64_t epoch, const std::string& id,
                              const CancellationToken& stop) override {
    return inner_->submitted(key, epoch, id, stop);
  }
  Result<std::vector<std::string>> of_others(const JournalKey& key, const std::vector<std::string>& ids,
                                             const CancellationToken& stop) override {
    return inner_->of_others(key, ids, stop);
  }
  Result<void> unpaid(const JournalKey& key, std::uint64_t epoch, const CancellationToken& stop) override {
    return inner_->unpaid(key, epoch, stop);
  }
  Result<void> ended(const JournalKey& key, std::uint64_t epoch, const JournalEnd& end,
                     const CancellationToken& stop) override {
    return inner_->ended(key, epoch, end, stop);
  }
  Result<Beginning> begin_again(const JournalKey& key, std::uint64_t epoch, double dollars,
                                const std::optional<JournalBudget>& budget, const CancellationToken& stop) override {
    return inner_->begin_again(key, epoch, dollars, budget, stop);
  }
  Result<void> let_go(const JournalKey& key, std::uint64_t epoch, const CancellationToken& stop) override {
    return inner_->let_go(key, epoch, stop);
  }
  Result<void> renew(const std::string& owner, std::chrono::milliseconds lease,
                     const CancellationToken& stop) override {
    return inner_->renew(owner, lease, stop);
  }
  Result<std::chrono::milliseconds> turn(const std::string& service, int per_minute,
                                         const CancellationToken& stop) override {
    return inner_->turn(service, per_minute, stop);
  }
  Result<Spending> totals(const JournalScope& scope, std::chrono::system_clock::time_point since,
                          const CancellationToken& stop) override {
    return inner_->totals(scope, since, stop);
  }
  Result<std::optional<JournalEntry>> find(const JournalKey& key, const CancellationToken& stop) override {
    return inner_->find(key, stop);
  }
  Result<std::vector<JournalEntry>> unfinished(const JournalScope& scope, const CancellationToken& stop) override {
    return inner_->unfinished(scope, stop);
  }
  Result<std::vector<JournalEntry>> entries(const std::optional<JournalScope>& scope,
                                            std::chrono::system_clock::time_point since,
                                            const CancellationToken& stop) override {
    return inner_->entries(scope, since, stop);
  }
  Result<std::uint64_t> wait_for_change(std::uint64_t seen, std::chrono::milliseconds longest,
                                        const CancellationToken& stop) override {
    return inner_->wait_for_change(seen, longest, stop);
  }

 protected:
  const std::shared_ptr<Journal> inner_;
};

}  // namespace segmind::testing
