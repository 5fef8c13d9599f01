#pragma once

#include "journal/row.hpp"

namespace segmind::journal {

/// Adds up what entries cost. An entry that was begun at `since` or later counts as a call.
class Sums {
 public:
  void add(const JournalEntry& entry, TimePoint since) {
    if (entry.begun_at >= since) ++spending_.calls;
    if (entry.state == JournalState::begun) add_pending(money_of(entry.reserved));
    const bool is_under_way = entry.state == JournalState::leaving || entry.state == JournalState::submitted;
    for (const JournalAttempt& attempt : entry.attempts) {
      if (attempt.left_at < since || attempt.charge == Charge::none) continue;
      const Money money = money_of(attempt.dollars);
      if (attempt.charge == Charge::charged) {
        ++spending_.charged;
        charged_ += money;
      } else if (is_under_way) {
        add_pending(money);
      } else {
        ++spending_.possibly_charged;
        possible_ += money;
      }
    }
  }

  Spending spending() const {
    Spending sums = spending_;
    sums.charged_dollars = dollars_of(charged_);
    sums.possibly_charged_dollars = dollars_of(possible_);
    sums.pending_dollars = dollars_of(pending_);
    return sums;
  }

 private:
  void add_pending(Money money) {
    ++spending_.pending;
    pending_ += money;
  }

  Spending spending_;
  Money charged_ = 0;
  Money possible_ = 0;
  Money pending_ = 0;
};

}  // namespace segmind::journal
