#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <segmind/segmind.hpp>
#include <set>
#include <string>
#include <vector>

namespace segmind::cli {

/// A journal as a command gives it to its client. Requests are told apart by the digests of the command, in which local
/// files count by their content: the addresses of uploads differ each time. The command hears what the journal says of
/// a key before its client acts on it.
class KeyedJournal final : public segmind::Journal {
 public:
  /// Called on a thread of the client. An Error ends the call with it, and lets the key go.
  using Heard =
      std::function<std::optional<segmind::Error>(const std::string& key, const segmind::Beginning& beginning)>;

  explicit KeyedJournal(std::shared_ptr<segmind::Journal> inner) : inner_(std::move(inner)) {}

  /// Called there likewise, when the journal has the service's id for a key.
  using Noted = std::function<void(const std::string& key, const std::string& record_id)>;

  /// Called there immediately before a request leaves. An Error ends the call with it, unsent.
  using MayLeave = std::function<std::optional<segmind::Error>(const std::string& key)>;

  // Call these before the first call with a key.
  void set_digest(const std::string& key, const std::string& digest) { digests_[key] = digest; }
  void set_heard(Heard heard) { heard_ = std::move(heard); }
  void set_may_leave(MayLeave may_leave) { may_leave_ = std::move(may_leave); }
  void set_noted(Noted noted) { noted_ = std::move(noted); }

  /// Waits until the end of all that the client began is written. False: it is not, after so long.
  bool is_written_within(std::chrono::milliseconds longest);

  segmind::Result<segmind::Beginning> begin(const segmind::Intention& intention,
                                            const segmind::CancellationToken& stop) override;
  segmind::Result<segmind::Leave> leaving(const segmind::JournalKey& key, std::uint64_t epoch,
                                          const segmind::CancellationToken& stop) override;
  segmind::Result<segmind::Ownership> submitted(const segmind::JournalKey& key, std::uint64_t epoch,
                                                const std::string& record_id,
                                                const segmind::CancellationToken& stop) override;
  segmind::Result<std::vector<std::string>> of_others(const segmind::JournalKey& key,
                                                      const std::vector<std::string>& record_ids,
                                                      const segmind::CancellationToken& stop) override;
  segmind::Result<void> unpaid(const segmind::JournalKey& key, std::uint64_t epoch,
                               const segmind::CancellationToken& stop) override;
  segmind::Result<void> ended(const segmind::JournalKey& key, std::uint64_t epoch, const segmind::JournalEnd& end,
                              const segmind::CancellationToken& stop) override;
  segmind::Result<segmind::Beginning> begin_again(const segmind::JournalKey& key, std::uint64_t epoch, double dollars,
                                                  const std::optional<segmind::JournalBudget>& budget,
                                                  const segmind::CancellationToken& stop) override;
  segmind::Result<void> let_go(const segmind::JournalKey& key, std::uint64_t epoch,
                               const segmind::CancellationToken& stop) override;
  segmind::Result<void> renew(const std::string& owner, std::chrono::milliseconds lease,
                              const segmind::CancellationToken& stop) override;
  segmind::Result<std::chrono::milliseconds> turn(const std::string& service, int per_minute,
                                                  const segmind::CancellationToken& stop) override;
  segmind::Result<segmind::Spending> totals(const segmind::JournalScope& scope,
                                            std::chrono::system_clock::time_point since,
                                            const segmind::CancellationToken& stop) override;
  segmind::Result<std::optional<segmind::JournalEntry>> find(const segmind::JournalKey& key,
                                                             const segmind::CancellationToken& stop) override;
  segmind::Result<std::vector<segmind::JournalEntry>> unfinished(const segmind::JournalScope& scope,
                                                                 const segmind::CancellationToken& stop) override;
  segmind::Result<std::vector<segmind::JournalEntry>> entries(const std::optional<segmind::JournalScope>& scope,
                                                              std::chrono::system_clock::time_point since,
                                                              const segmind::CancellationToken& stop) override;
  segmind::Result<std::uint64_t> wait_for_change(std::uint64_t seen, std::chrono::milliseconds longest,
                                                 const segmind::CancellationToken& stop) override;

 private:
  void note_begun(const std::string& key);
  void note_over(const std::string& key);

  const std::shared_ptr<segmind::Journal> inner_;
  std::map<std::string, std::string> digests_;
  Heard heard_;
  MayLeave may_leave_;
  Noted noted_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::set<std::string> begun_;  // and not written to their ends
};

}  // namespace segmind::cli
