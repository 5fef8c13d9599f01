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

/// What a change may ask inside its transaction. No other transaction changes the answers before it is over. Throws
/// Exception.
class Transaction {
 public:
  virtual TimePoint now() = 0;
  virtual Spending totals(const JournalScope& scope, TimePoint since) = 0;
  /// Whether an attempt of another intention has that id.
  virtual bool is_of_another(const JournalKey& key, const std::string& record_id) = 0;

 protected:
  ~Transaction() = default;
};

/// What a change wrote into its row.
enum class Write {
  no,        ///< Nothing.
  to_pay,    ///< A step towards a payment. Wakes nobody who waits for a change.
  to_report  ///< What became of a payment. Wakes who waits for a change.
};

/// Decides what becomes of one row, which is nothing where there is none. May run several times.
using Change = std::function<Write(std::optional<Row>& row, Transaction& transaction)>;

/// Which entries, oldest first.
struct Selection {
  std::optional<JournalScope> scope;
  bool unfinished_only = false;
  TimePoint changed_since{};
};

/// Where rows are kept: all that differs between engines. Thread-safe. Blocks as Journal does, and throws Exception
/// where Journal returns an error.
class Store {
 public:
  virtual ~Store() = default;

  /// Runs `change` on the row of that key in a transaction, and commits what it wrote to disk before it returns. Runs
  /// it again where the outcome of a commit is not known. Where `change` throws, nothing is written.
  virtual void change(const JournalKey& key, const Change& change, const CancellationToken& stop) = 0;

  virtual std::optional<JournalEntry> find(const JournalKey& key, const CancellationToken& stop) = 0;
  virtual std::vector<JournalEntry> entries(const Selection& selection, const CancellationToken& stop) = 0;
  virtual Spending totals(const JournalScope& scope, TimePoint since, const CancellationToken& stop) = 0;

  // As in Journal.
  virtual void renew(const std::string& owner, std::chrono::milliseconds lease, const CancellationToken& stop) = 0;
  virtual std::chrono::milliseconds turn(const std::string& service, int per_minute, const CancellationToken& stop) = 0;
  virtual std::uint64_t wait_for_change(std::uint64_t seen, std::chrono::milliseconds longest,
                                        const CancellationToken& stop) = 0;
};

}  // namespace segmind::journal
