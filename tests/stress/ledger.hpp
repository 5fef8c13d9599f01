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

/// What a call does: only generate and submit pay.
enum class Sort { generate, submit, question };

class Ledger;

/// One call of the test. Everything that belongs to the call holds the ticket, so the ticket's end is the call's end.
class Ticket {
 public:
  Ticket(Ledger& ledger, std::uint64_t id) : ledger_(ledger), id_(id) {}
  ~Ticket();
  Ticket(const Ticket&) = delete;
  Ticket& operator=(const Ticket&) = delete;

  void ended_well() const;
  void failed(const Error& error) const;
  /// The operation was dropped: nobody will learn its result.
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

/// Records every call and checks the promises that each must keep. Thread-safe.
class Ledger {
 public:
  struct Totals {
    std::uint64_t begun = 0, ok = 0, cancelled = 0, failed = 0, dropped = 0, questions = 0;
    std::uint64_t may_be_charged = 0;  ///< Paid calls that succeeded, may have been charged, or were dropped.
  };

  TicketPtr open(Sort sort);
  Totals totals() const;
  std::uint64_t alive() const noexcept { return alive_; }

  /// Every broken promise, as a sentence.
  std::vector<std::string> broken_promises(const sandbox::Server& server) const;

 private:
  friend class Ticket;
  enum class End { open, ok, cancelled, failed, work_failed, dropped };
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
