#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "journal/row.hpp"
#include "segmind/cancellation.hpp"

namespace segmind::journal {

/// What a change may ask inside its transaction. No other transaction changes the answers before it is over.
class Transaction {
 public:
  virtual TimePoint now() = 0;
  virtual Result<Spending> totals(const JournalScope& scope, TimePoint since) = 0;
  /// Whether an attempt of another intention has that id.
  virtual Result<bool> is_of_another(const JournalKey& key, const std::string& record_id) = 0;

 protected:
  ~Transaction() = default;
};

enum class Write { yes, no };

/// Decides what becomes of one row; nothing for one that is not there. May run several times.
using Change = std::function<Result<Write>(std::optional<Row>& row, Transaction& transaction)>;

/// Which entries, oldest first.
struct Selection {
  std::optional<JournalScope> scope;
  bool unfinished_only = false;
  TimePoint changed_since{};
};

/// Where rows are kept: all that differs between one engine and another. Thread-safe; blocking, as Journal says.
class Store {
 public:
  virtual ~Store() = default;

  /// Runs `change` on the row of that key in a transaction, and commits what it wrote to disk before it returns. Runs
  /// it again where the outcome of a commit is not known. An error of `change` is returned; then nothing is written.
  virtual Result<void> change(const JournalKey& key, const Change& change, const CancellationToken& stop) = 0;

  virtual Result<std::optional<JournalEntry>> find(const JournalKey& key, const CancellationToken& stop) = 0;
  virtual Result<std::vector<JournalEntry>> entries(const Selection& selection, const CancellationToken& stop) = 0;
  virtual Result<Spending> totals(const JournalScope& scope, TimePoint since, const CancellationToken& stop) = 0;

  // As in Journal.
  virtual Result<void> renew(const std::string& owner, std::chrono::milliseconds lease,
                             const CancellationToken& stop) = 0;
  virtual Result<std::chrono::milliseconds> turn(const std::string& service, int per_minute,
                                                 const CancellationToken& stop) = 0;
  virtual Result<std::uint64_t> wait_for_change(std::uint64_t seen, std::chrono::milliseconds longest,
                                                const CancellationToken& stop) = 0;
};

}  // namespace segmind::journal
