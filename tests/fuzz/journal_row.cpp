// Rows of a journal's database, which anybody may have written into, and what the journal's rules make of them.

#include <string>

#include "fuzz.hpp"
#include "journal/columns.hpp"
#include "journal/rules.hpp"
#include "journal/spending.hpp"

namespace segmind::fuzz {
namespace {

/// Columns as a database gives them: anything.
class Columns {
 public:
  explicit Columns(Reader& reader) : reader_(reader) {}

  std::int64_t integer() { return static_cast<std::int64_t>(reader_.number(reader_.byte() % 2 == 0 ? 1 : 8)); }
  std::optional<std::int64_t> integer_if_any() {
    return reader_.byte() % 2 == 0 ? std::nullopt : std::optional(integer());
  }
  std::string text() { return std::string(reader_.line()); }

 private:
  Reader& reader_;
};

class FuzzTransaction final : public journal::Transaction {
 public:
  journal::TimePoint now() override { return journal::time_of(1'772'366'400'000'000); }
  Spending totals(const JournalScope&, journal::TimePoint) override { return {}; }
  bool is_of_another(const JournalKey&, const std::string& id) override { return id == "another"; }
};

bool may_have_been_paid(const JournalEntry& entry) {
  for (const JournalAttempt& attempt : entry.attempts) {
    if (attempt.charge != Charge::none) return true;
  }
  return false;
}

void let_leave(std::optional<journal::Row> row, std::uint64_t epoch) {
  FuzzTransaction transaction;
  const JournalState before = row->entry.state;
  const std::uint64_t owner = row->entry.epoch;
  const bool is_told_twice = row->left_by == 77;
  Leave told = Leave::may_leave;
  journal::rules::leaving(row, transaction.now(), epoch, 77, told);
  promise(told == Leave::no_longer_yours || (owner == epoch && (before == JournalState::begun || is_told_twice)),
          "only what its owner has begun may leave");
}

void begin_anew(std::optional<journal::Row> row, const Intention& intention) {
  FuzzTransaction transaction;
  const JournalEntry before = row->entry;
  Beginning told;
  journal::rules::begin(row, transaction, intention, 78, told);
  if (before.state == JournalState::done && row->begun_by != 78) {
    promise(told.outcome == Beginning::Outcome::ended || told.outcome == Beginning::Outcome::another_request,
            "what has ended is not begun again");
  }
  const bool sends = told.outcome == Beginning::Outcome::mine && told.entry.state == JournalState::begun;
  promise(!sends || before.state == JournalState::begun || before.state == JournalState::freed,
          "what may have been paid is not sent again");
}

void end(std::optional<journal::Row> row, std::uint64_t epoch, Charge charge) {
  FuzzTransaction transaction;
  JournalEnd over;
  over.charge = charge;
  over.record_id = "r";
  const bool was_done = row->entry.state == JournalState::done;
  const bool was_paid = row->entry.state != JournalState::freed && may_have_been_paid(row->entry);
  journal::rules::ended(row, transaction, epoch, over);
  promise(!was_done || row->entry.state == JournalState::done, "what is paid stays paid");
  promise(charge == Charge::none || !was_paid || row->entry.state != JournalState::freed,
          "what may be paid frees no key");
}

}  // namespace

FUZZ(journal_row, input) {
  Reader reader(input);
  Columns columns(reader);
  journal::StoredRow stored = journal::read_stored(columns);
  JournalEntry& entry = stored.row.entry;
  for (unsigned count = reader.byte() % 4; count > 0; --count) entry.attempts.push_back(journal::read_attempt(columns));
  const std::uint64_t epoch = reader.byte() % 2 == 0 ? entry.epoch : reader.number(1);
  journal::Sums sums;
  sums.add(entry, journal::time_of(0));
  promise(sums.spending().charged_dollars >= 0 && sums.spending().pending_dollars >= 0,
          "sums are no less than nothing");
  Intention intention;
  intention.owner = "me";
  intention.digest = reader.byte() % 2 == 0 ? entry.digest : "other";
  let_leave(stored.row, epoch);
  begin_anew(stored.row, intention);
  for (const Charge charge : {Charge::none, Charge::possible, Charge::charged}) end(stored.row, epoch, charge);
  std::optional<journal::Row> row = stored.row;
  FuzzTransaction transaction;
  Ownership told = Ownership::this_intention;
  journal::rules::submitted(row, transaction, epoch, "another", told);
  promise(told == Ownership::another_intention, "a record belongs to one intention");
  journal::rules::unpaid(row, epoch);
  journal::rules::let_go(row, transaction.now(), epoch);
}

}  // namespace segmind::fuzz
