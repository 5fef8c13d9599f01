#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segmind/cancellation.hpp"
#include "segmind/money.hpp"
#include "segmind/result.hpp"

namespace segmind {

/// A namespace of keys. Equal keys of two services or projects are two keys.
struct JournalScope {
  std::string service{};  ///< ClientOptions::base_url, without a slash at its end.
  std::string project{};  ///< ClientOptions::project.
};

/// Names one intention.
struct JournalKey {
  JournalScope scope{};
  std::string text{};  ///< CallOptions::idempotency_key.
};

/// How far an intention is.
enum class JournalState {
  begun,      ///< Nothing has left, or what left certainly cost nothing. The entry's owner may send.
  leaving,    ///< The request may have left. It is not sent again without permission.
  submitted,  ///< It has left, and the service's id for it is known.
  done,       ///< It is paid.
  uncertain,  ///< It may be paid, and neither its answer nor its record was found.
  freed       ///< It certainly cost nothing: the key may be used for another request.
};

/// The enumerator's name, such as "begun".
SEGMIND_EXPORT std::string_view to_string(JournalState state) noexcept;

/// One sending of the request.
struct JournalAttempt {
  std::uint64_t epoch = 0;  ///< Of the owner that sent it.
  std::chrono::system_clock::time_point left_at{};
  Charge charge = Charge::possible;
  double dollars = 0;       ///< What it cost, or may have cost, in US dollars.
  std::string record_id{};  ///< The service's id for it; empty while unknown.
  std::string address{};    ///< Where the service keeps the clip; empty while unknown.
};

/// Where a clip was put. Empty for a clip that went to memory or to a callback.
struct JournalClip {
  std::string path{};  ///< Absolute; UTF-8.
  std::uint64_t size = 0;
  std::string sha256{};  ///< 64 hex digits.
};

/// What a journal remembers of one intention. Times are the journal's own: PostgreSQL's clock, else this machine's.
struct JournalEntry {
  JournalKey key{};
  std::string digest{};                ///< Of the request: two requests with one digest are the same.
  std::string model{};                 ///< The request's slug.
  std::string request{};               ///< Its JSON as it is sent; empty unless ClientOptions::keep_requests was set.
  std::optional<std::int64_t> seed{};  ///< The seed that was drawn for a random one.
  JournalState state = JournalState::begun;
  std::string owner{};                                  ///< The client that works on it; empty for none.
  std::uint64_t epoch = 0;                              ///< Counts its owners, from 1.
  std::chrono::system_clock::time_point lease_until{};  ///< Until then others leave the entry to its owner.
  std::chrono::system_clock::time_point begun_at{};
  std::chrono::system_clock::time_point changed_at{};
  double reserved = 0;                     ///< US dollars that are set aside for a request that has not left.
  std::vector<JournalAttempt> attempts{};  ///< Oldest first; more than one only where paying twice was permitted.
  JournalClip clip{};
};

/// The most that a scope may spend, counting what left since then.
struct JournalBudget {
  double limit = 0;  ///< US dollars.
  std::chrono::system_clock::time_point since{};
};

/// What a client wants to pay for.
struct Intention {
  JournalKey key{};
  std::string owner{};                      ///< The client's name, which no other client anywhere has. Not empty.
  std::chrono::milliseconds lease{30'000};  ///< How long others leave the entry alone; renew() prolongs it.
  std::string digest{};
  std::string model{};
  std::string request{};               ///< As in JournalEntry.
  std::optional<std::int64_t> seed{};  ///< Likewise.
  double dollars = 0;                  ///< US dollars to set aside.
  std::optional<JournalBudget> budget{};
};

/// What begin() found.
struct Beginning {
  /// Who may work on the entry.
  enum class Outcome {
    mine,             ///< The entry is the caller's, with entry.epoch. entry.state says what there is to do.
    in_flight,        ///< Another owner has it, until entry.lease_until or longer.
    ended,            ///< entry.state is done.
    another_request,  ///< The key stands for a request with another digest.
    over_budget       ///< The budget has no room, and nothing was written. See spent.
  };
  Outcome outcome = Outcome::mine;
  JournalEntry entry{};
  Spending spent{};
};

/// What leaving() answers.
enum class Leave { may_leave, no_longer_yours };

/// Whose a record of the service is.
enum class Ownership { this_intention, another_intention };

/// How an attempt ended, as far as its reporter knows.
struct JournalEnd {
  Charge charge = Charge::possible;
  std::optional<double> cost{};  ///< US dollars, where the service said it.
  std::string record_id{};       ///< The service's id for it, as submitted() takes it; empty where unknown.
  std::string address{};         ///< Of the clip; empty where unknown.
  JournalClip clip{};
};

/// Remembers intentions, so that each is paid once: across threads, processes, machines and crashes.
///
/// Thread-safe. Functions block as long as the storage does, and must not be called on a client's thread. `stop` ends a
/// function within 100 ms with ErrorKind::cancelled. After ErrorKind::journal the change may or may not have been made:
/// the function may be called again. A child of fork() must open a journal of its own.
///
/// Rules of every implementation. A lease decides who works on an entry. leaving() alone decides whether a request may
/// leave. A `begun` entry may be taken over and sent. A `leaving` entry becomes `begun` again only by begin_again(), or
/// when the epoch that sent the request reports that it certainly cost nothing.
class SEGMIND_EXPORT Journal {
 public:
  Journal() = default;
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;
  virtual ~Journal();

  /// Makes the entry, or takes it over where nobody holds it. Sets money aside for a new entry, within the budget.
  /// `mine` begun: send it. `mine` submitted: ask for its id. `mine` leaving or uncertain: look for it in the records.
  virtual Result<Beginning> begin(const Intention& intention, const CancellationToken& stop = {}) = 0;

  /// Asked immediately before the exchange starts: after may_leave the request counts as sent. Answers may_leave once
  /// for each begin(), begin_again() or unpaid(). A stale epoch gets no_longer_yours.
  virtual Result<Leave> leaving(const JournalKey& key, std::uint64_t epoch, const CancellationToken& stop = {}) = 0;

  /// Reports the service's id, from its answer or its records. What a stale epoch reports is recorded, too. A record
  /// belongs to one intention: another_intention means that nothing was changed. Where nothing of the owner's has left,
  /// the entry counts as sent from now on.
  virtual Result<Ownership> submitted(const JournalKey& key, std::uint64_t epoch, const std::string& record_id,
                                      const CancellationToken& stop = {}) = 0;

  /// Which of these records of the service belong to other intentions than this one.
  virtual Result<std::vector<std::string>> of_others(const JournalKey& key, const std::vector<std::string>& record_ids,
                                                     const CancellationToken& stop = {}) = 0;

  /// What this epoch sent certainly cost nothing, and this epoch will send again. Entry and money stay with the owner.
  virtual Result<void> unpaid(const JournalKey& key, std::uint64_t epoch, const CancellationToken& stop = {}) = 0;

  /// Reports this epoch's end: done (charged), uncertain (possible) or freed (none). What a stale epoch reports is
  /// recorded, too. `none` about another epoch's attempt counts only from the owner, and only where the attempt's id is
  /// known.
  virtual Result<void> ended(const JournalKey& key, std::uint64_t epoch, const JournalEnd& end,
                             const CancellationToken& stop = {}) = 0;

  /// The program permits paying twice for an entry of the caller's that is leaving or uncertain. `mine`: the entry is
  /// begun, with a new epoch, and `dollars` more are set aside. Otherwise as begin().
  virtual Result<Beginning> begin_again(const JournalKey& key, std::uint64_t epoch, double dollars,
                                        const std::optional<JournalBudget>& budget,
                                        const CancellationToken& stop = {}) = 0;

  /// The owner gives up an entry that has not ended. Others then need not wait for the lease.
  virtual Result<void> let_go(const JournalKey& key, std::uint64_t epoch, const CancellationToken& stop = {}) = 0;

  /// Prolongs the leases of all that this owner holds, from now on. 0 ends them.
  virtual Result<void> renew(const std::string& owner, std::chrono::milliseconds lease,
                             const CancellationToken& stop = {}) = 0;

  /// Takes one of `per_minute` (at least 1) turns in any minute, shared by all clients of this service. Returns 0 when
  /// a turn was taken, and otherwise how long until one may be free.
  virtual Result<std::chrono::milliseconds> turn(const std::string& service, int per_minute,
                                                 const CancellationToken& stop = {}) = 0;

  /// What the scope has spent, counting attempts that left since then and all money that is set aside.
  virtual Result<Spending> totals(const JournalScope& scope, std::chrono::system_clock::time_point since,
                                  const CancellationToken& stop = {}) = 0;

  /// Returns nothing where there is no such entry.
  virtual Result<std::optional<JournalEntry>> find(const JournalKey& key, const CancellationToken& stop = {}) = 0;

  /// The entries that are neither done nor freed, oldest first.
  virtual Result<std::vector<JournalEntry>> unfinished(const JournalScope& scope,
                                                       const CancellationToken& stop = {}) = 0;

  /// The entries that changed since then, oldest first. Without a scope: of every scope.
  virtual Result<std::vector<JournalEntry>> entries(const std::optional<JournalScope>& scope,
                                                    std::chrono::system_clock::time_point since,
                                                    const CancellationToken& stop = {}) = 0;

  /// Waits, `longest` at most, for a change since the call that returned `seen`: an entry was given up, or something
  /// was reported about it. Returns the next `seen`, perhaps early. To miss no change, call it with (0, 0), then look,
  /// then wait.
  virtual Result<std::uint64_t> wait_for_change(std::uint64_t seen, std::chrono::milliseconds longest,
                                                const CancellationToken& stop = {}) = 0;
};

/// A journal in memory, for the clients of this process. Throws std::bad_alloc.
SEGMIND_EXPORT std::shared_ptr<Journal> memory_journal();

}  // namespace segmind
