#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "segmind/sandbox/server.hpp"
#include "segmind/segmind.hpp"

namespace segmind::testing {

/// What one call promised and what became of it.
enum class Sort { generate, submit, question };  // a question never pays by itself

class Ledger;

/// One call of the test. Lives as long as anything of the call does: its last owner's end is the end of the call.
class Ticket {
 public:
  Ticket(Ledger& ledger, std::uint64_t id) : ledger_(ledger), id_(id) {}
  ~Ticket();
  Ticket(const Ticket&) = delete;
  Ticket& operator=(const Ticket&) = delete;

  void ended_well() const;
  void failed(const Error& error) const;
  /// Nobody will hear how it ended.
  void dropped() const;
  std::uint64_t id() const noexcept { return id_; }

  template <typename T>
  void ended(const Result<T>& result) const {
    result ? ended_well() : failed(result.error());
  }

 private:
  Ledger& ledger_;
  const std::uint64_t id_;
};

using TicketPtr = std::shared_ptr<const Ticket>;

/// Every call that was begun, and the promises that all of them keep. Thread-safe.
class Ledger {
 public:
  struct Totals {
    std::uint64_t begun = 0, ok = 0, cancelled = 0, failed = 0, dropped = 0, questions = 0;
    std::uint64_t may_be_charged = 0;  ///< Paid calls that ended well, may have been charged, or were dropped.
  };

  TicketPtr open(Sort sort);
  Totals totals() const;
  std::uint64_t alive() const noexcept { return alive_; }

  /// Each promise that was broken, as a sentence.
  std::vector<std::string> broken_promises(const sandbox::Server& server) const;

 private:
  friend class Ticket;
  enum class End { open, ok, cancelled, failed, dropped };
  struct Entry {
    Sort sort;
    End end = End::open;
    Charge charge = Charge::none;
    int ends = 0;
  };

  void end(std::uint64_t id, End end, Charge charge);
  void complain(std::string sentence);

  mutable std::mutex mutex_;
  std::deque<Entry> entries_;
  std::vector<std::string> complaints_;
  std::atomic<std::uint64_t> alive_{0};
};

}  // namespace segmind::testing
