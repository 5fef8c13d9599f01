#include "journal/rules.hpp"

#include <algorithm>
#include <utility>

namespace segmind::journal::rules {
namespace {

using Attempts = std::vector<JournalAttempt>;

bool is_held(const JournalEntry& entry, TimePoint now) noexcept {
  return !entry.owner.empty() && entry.lease_until > now;
}

void lay_down(JournalEntry& entry) { entry.owner.clear(); }

bool cost_nothing(const JournalAttempt& attempt) noexcept { return attempt.charge == Charge::none; }

// An earlier attempt may have been paid, too, where paying twice was permitted.
bool all_cost_nothing(const JournalEntry& entry) noexcept {
  return std::all_of(entry.attempts.begin(), entry.attempts.end(), cost_nothing);
}

JournalAttempt* sent_by(JournalEntry& entry, std::uint64_t epoch) noexcept {
  const auto found = std::find_if(entry.attempts.begin(), entry.attempts.end(),
                                  [epoch](const JournalAttempt& attempt) { return attempt.epoch == epoch; });
  return found == entry.attempts.end() ? nullptr : &*found;
}

// The attempt that an epoch reports on: its own, or else the last one before it, which it asks about.
JournalAttempt* spoken_of_by(JournalEntry& entry, std::uint64_t epoch) noexcept {
  if (JournalAttempt* own = sent_by(entry, epoch)) return own;
  for (auto attempt = entry.attempts.rbegin(); attempt != entry.attempts.rend(); ++attempt) {
    if (attempt->epoch < epoch && !cost_nothing(*attempt)) return &*attempt;
  }
  return nullptr;
}

// Nothing of it has left, as far as this journal knows, and its owner has found it in the records all the same: the
// journal was restored from a backup.
JournalAttempt* adopted_unsent(JournalEntry& entry, std::uint64_t epoch, TimePoint now) {
  if (entry.epoch != epoch || entry.state != JournalState::begun) return nullptr;
  JournalAttempt& attempt = entry.attempts.emplace_back();
  attempt.epoch = epoch;
  attempt.left_at = now;
  attempt.dollars = entry.reserved;
  return &attempt;
}

bool fits(Transaction& transaction, const JournalScope& scope, const std::optional<JournalBudget>& budget,
          double dollars, Spending& spent) {
  if (!budget) return true;
  spent = transaction.totals(scope, budget->since);
  const Money used =
      money_of(spent.charged_dollars) + money_of(spent.possibly_charged_dollars) + money_of(spent.pending_dollars);
  return used + money_of(dollars) <= money_of(budget->limit);
}

void tell(Beginning& told, Beginning::Outcome outcome, const Row& row) {
  told.outcome = outcome;
  told.entry = row.entry;
}

void own(Row& row, const std::string& owner, TimePoint lease_until, Mark mark) {
  row.entry.owner = owner;
  row.entry.lease_until = lease_until;
  ++row.entry.epoch;
  row.begun_by = mark;
}

// A new row, or one whose key is free again. Epochs count on, so that no former owner passes for the present one.
void fill(Row& row, const Intention& intention, TimePoint now) {
  JournalEntry& entry = row.entry;
  entry.key = intention.key;
  entry.digest = intention.digest;
  entry.model = intention.model;
  entry.request = intention.request;
  entry.seed = intention.seed;
  entry.state = JournalState::begun;
  entry.begun_at = now;
  entry.reserved = intention.dollars;
  entry.clip = {};
}

void free_or_doubt(JournalEntry& entry) {
  entry.state = all_cost_nothing(entry) ? JournalState::freed : JournalState::uncertain;
  entry.reserved = 0;
  lay_down(entry);
}

// journal.pml: nothing_left. Said by the epoch that sent the request. An owner that took the entry over since then may
// send it.
void came_to_nothing(JournalEntry& entry, JournalAttempt& attempt) {
  const double dollars = attempt.dollars;
  attempt.charge = Charge::none;
  attempt.dollars = 0;
  const bool is_open = entry.state != JournalState::done && entry.state != JournalState::begun;
  if (!is_open || !all_cost_nothing(entry)) return;
  if (entry.owner.empty()) return free_or_doubt(entry);
  entry.state = JournalState::begun;
  entry.reserved = dollars;
}

void was_paid(JournalEntry& entry, JournalAttempt& attempt, const JournalEnd& end) {
  attempt.charge = Charge::charged;
  if (end.cost) attempt.dollars = *end.cost;
  if (!end.clip.path.empty()) entry.clip = end.clip;
  entry.state = JournalState::done;
  entry.reserved = 0;
  lay_down(entry);
}

// The sender knows that nothing left, until a record is known. From then on the present owner says it, by the record: a
// sender that wakes up must not undo what its finder has adopted.
bool may_say_nothing_was_paid(const JournalEntry& entry, const JournalAttempt& attempt, std::uint64_t epoch) noexcept {
  return attempt.record_id.empty() ? attempt.epoch == epoch : entry.epoch == epoch;
}

}  // namespace

// journal.pml: begin.
Write begin(std::optional<Row>& row, Transaction& transaction, const Intention& intention, Mark mark, Beginning& told) {
  using Outcome = Beginning::Outcome;
  const TimePoint now = transaction.now();
  if (row && row->begun_by == mark) return tell(told, Outcome::mine, *row), Write::no;
  if (row && row->entry.state != JournalState::freed) {
    if (row->entry.digest != intention.digest) return tell(told, Outcome::another_request, *row), Write::no;
    if (row->entry.state == JournalState::done) return tell(told, Outcome::ended, *row), Write::no;
    if (is_held(row->entry, now)) return tell(told, Outcome::in_flight, *row), Write::no;
    // What will be sent. Once something has left, it stays as it was sent: its record shows that.
    const bool is_unsent = row->entry.state == JournalState::begun && all_cost_nothing(row->entry);
    if (is_unsent) row->entry.request = intention.request;
  } else {
    if (!fits(transaction, intention.key.scope, intention.budget, intention.dollars, told.spent))
      return told.outcome = Outcome::over_budget, Write::no;
    if (!row) row.emplace();
    fill(*row, intention, now);
  }
  own(*row, intention.owner, now + intention.lease, mark);
  tell(told, Outcome::mine, *row);
  return Write::to_pay;
}

// journal.pml: find, where PERMISSION was given.
Write begin_again(std::optional<Row>& row, Transaction& transaction, std::uint64_t epoch, double dollars,
                  const std::optional<JournalBudget>& budget, Mark mark, Beginning& told) {
  using Outcome = Beginning::Outcome;
  if (!row) return told.outcome = Outcome::in_flight, Write::no;
  JournalEntry& entry = row->entry;
  if (row->begun_by == mark) return tell(told, Outcome::mine, *row), Write::no;
  if (entry.state == JournalState::done) return tell(told, Outcome::ended, *row), Write::no;
  const bool is_in_doubt = entry.state == JournalState::leaving || entry.state == JournalState::uncertain;
  if (entry.epoch != epoch || !is_in_doubt) return tell(told, Outcome::in_flight, *row), Write::no;
  if (!fits(transaction, entry.key.scope, budget, dollars, told.spent))
    return tell(told, Outcome::over_budget, *row), Write::no;
  entry.state = JournalState::begun;
  entry.reserved = dollars;
  own(*row, entry.owner, entry.lease_until, mark);
  tell(told, Outcome::mine, *row);
  return Write::to_pay;
}

// journal.pml: leave.
Write leaving(std::optional<Row>& row, TimePoint now, std::uint64_t epoch, Mark mark, Leave& told) {
  told = Leave::no_longer_yours;
  if (!row || row->entry.epoch != epoch) return Write::no;
  JournalEntry& entry = row->entry;
  if (entry.state == JournalState::leaving && row->left_by == mark) return told = Leave::may_leave, Write::no;
  if (entry.state != JournalState::begun) return Write::no;
  JournalAttempt* attempt = sent_by(entry, epoch);  // one that came to nothing
  if (attempt == nullptr) attempt = &entry.attempts.emplace_back();
  *attempt = {epoch, now, Charge::possible, entry.reserved, {}, {}};
  entry.state = JournalState::leaving;
  entry.reserved = 0;
  row->left_by = mark;
  told = Leave::may_leave;
  return Write::to_pay;
}

// journal.pml: own, and what follows it.
Write submitted(std::optional<Row>& row, Transaction& transaction, std::uint64_t epoch, const std::string& record_id,
                Ownership& told) {
  told = Ownership::another_intention;
  if (!row || transaction.is_of_another(row->entry.key, record_id)) return Write::no;
  JournalEntry& entry = row->entry;
  JournalAttempt* attempt = spoken_of_by(entry, epoch);
  if (attempt == nullptr) attempt = adopted_unsent(entry, epoch, transaction.now());
  if (attempt == nullptr) return Write::no;
  if (attempt->epoch != epoch && !attempt->record_id.empty() && attempt->record_id != record_id) return Write::no;
  attempt->record_id = record_id;  // who sent it knows better than who found it
  told = Ownership::this_intention;
  const bool is_open = entry.state != JournalState::done && !cost_nothing(*attempt);
  if (is_open && attempt == &entry.attempts.back()) {
    entry.state = JournalState::submitted;
    entry.reserved = 0;
  }
  return Write::to_report;
}

// journal.pml: nothing_left.
Write unpaid(std::optional<Row>& row, std::uint64_t epoch) {
  JournalAttempt* attempt = row ? sent_by(row->entry, epoch) : nullptr;
  if (attempt == nullptr || attempt->charge != Charge::possible) return Write::no;
  JournalEntry& entry = row->entry;
  if (!may_say_nothing_was_paid(entry, *attempt, epoch)) return Write::no;
  if (entry.epoch != epoch || entry.state == JournalState::done)
    return came_to_nothing(entry, *attempt), Write::to_report;
  entry.state = JournalState::begun;
  entry.reserved = attempt->dollars;
  attempt->charge = Charge::none;
  attempt->dollars = 0;
  return Write::to_report;
}

// journal.pml: fetch, nothing_left, and find without permission.
Write ended(std::optional<Row>& row, Transaction& transaction, std::uint64_t epoch, const JournalEnd& end) {
  if (!row) return Write::no;
  JournalEntry& entry = row->entry;
  const bool is_owner = entry.epoch == epoch;
  if (is_owner && entry.state == JournalState::begun) return free_or_doubt(entry), Write::to_report;
  JournalAttempt* attempt = spoken_of_by(entry, epoch);
  if (attempt == nullptr || cost_nothing(*attempt)) return Write::no;
  if (!end.address.empty()) attempt->address = end.address;
  const bool knows_id = !end.record_id.empty() && (attempt->epoch == epoch || attempt->record_id.empty());
  if (knows_id && !transaction.is_of_another(entry.key, end.record_id)) attempt->record_id = end.record_id;
  if (end.charge == Charge::charged) {
    was_paid(entry, *attempt, end);
  } else if (entry.state == JournalState::done) {
    if (attempt->charge != Charge::charged && end.charge == Charge::none && attempt->epoch == epoch) {
      came_to_nothing(entry, *attempt);
    }
  } else if (end.charge == Charge::none && may_say_nothing_was_paid(entry, *attempt, epoch)) {
    came_to_nothing(entry, *attempt);
    if (is_owner) free_or_doubt(entry);
  } else if (is_owner) {
    entry.state = JournalState::uncertain;
    lay_down(entry);
  }
  return Write::to_report;
}

Write let_go(std::optional<Row>& row, TimePoint now, std::uint64_t epoch) {
  if (!row || row->entry.epoch != epoch || row->entry.owner.empty()) return Write::no;
  row->entry.lease_until = now;
  lay_down(row->entry);
  return Write::to_report;
}

}  // namespace segmind::journal::rules
