#include "journal/sqlite/rows.hpp"

#include <utility>

#include "journal/times.hpp"
#include "journal/words.hpp"

namespace segmind::journal::sqlite {
namespace {

struct Found {
  std::int64_t id = 0;
  Row row;
};

// The columns in the order of the two SELECTs below.
Found read_columns(Statement& statement) {
  Found found;
  JournalEntry& entry = found.row.entry;
  found.id = statement.integer();
  entry.key.scope.service = statement.text();
  entry.key.scope.project = statement.text();
  entry.key.text = statement.text();
  entry.digest = statement.text();
  entry.model = statement.text();
  entry.request = statement.text();
  entry.seed = statement.integer_if_any();
  entry.state = state_of(statement.text());
  entry.owner = statement.text();
  entry.epoch = static_cast<std::uint64_t>(statement.integer());
  entry.lease_until = time_of(statement.integer());
  entry.begun_at = time_of(statement.integer());
  entry.changed_at = time_of(statement.integer());
  entry.reserved = dollars_of(statement.integer());
  entry.clip.path = statement.text();
  entry.clip.size = static_cast<std::uint64_t>(statement.integer());
  entry.clip.sha256 = statement.text();
  found.row.begun_by = statement.integer();
  found.row.left_by = statement.integer();
  return found;
}

std::vector<JournalAttempt> read_attempts(Connection& connection, std::int64_t id) {
  std::vector<JournalAttempt> attempts;
  Statement& statement = connection(
      "SELECT epoch, left_at, charge, money, record_id, address FROM attempts WHERE entry = ? ORDER BY epoch");
  statement.bind(id);
  while (statement.step()) {
    JournalAttempt& attempt = attempts.emplace_back();
    attempt.epoch = static_cast<std::uint64_t>(statement.integer());
    attempt.left_at = time_of(statement.integer());
    attempt.charge = charge_of(statement.text());
    attempt.dollars = dollars_of(statement.integer());
    attempt.record_id = statement.text();
    attempt.address = statement.text();
  }
  return attempts;
}

Statement& bind(Statement& statement, const JournalKey& key) {
  return statement.bind(key.scope.service).bind(key.scope.project).bind(key.text);
}

void write_attempts(Connection& connection, const JournalEntry& entry, std::int64_t id) {
  for (const JournalAttempt& attempt : entry.attempts) {
    connection("INSERT OR REPLACE INTO attempts VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(id)
        .bind(static_cast<std::int64_t>(attempt.epoch))
        .bind(microseconds_of(attempt.left_at))
        .bind(std::string(to_string(attempt.charge)))
        .bind(money_of(attempt.dollars))
        .bind(entry.key.scope.service)
        .bind(attempt.record_id)
        .bind(attempt.address)
        .run();
  }
}

}  // namespace

std::optional<Row> read_row(Connection& connection, const JournalKey& key) {
  Statement& statement = connection("SELECT * FROM entries WHERE service = ? AND project = ? AND key = ?");
  if (!bind(statement, key).step()) return std::nullopt;
  Found found = read_columns(statement);
  statement.reset();
  found.row.entry.attempts = read_attempts(connection, found.id);
  return std::move(found.row);
}

std::vector<JournalEntry> read_entries(Connection& connection, const Selection& selection) {
  Statement& statement = connection(
      "SELECT * FROM entries WHERE (?1 OR (service = ?2 AND project = ?3)) AND changed_at >= ?4"
      " AND (?5 OR state NOT IN ('done', 'freed')) ORDER BY begun_at, id");
  const JournalScope scope = selection.scope.value_or(JournalScope{});
  statement.bind(std::int64_t{!selection.scope}).bind(scope.service).bind(scope.project);
  statement.bind(microseconds_of(selection.changed_since)).bind(std::int64_t{!selection.unfinished_only});
  std::vector<Found> found;
  while (statement.step()) found.push_back(read_columns(statement));
  std::vector<JournalEntry> entries;
  for (Found& one : found) {
    one.row.entry.attempts = read_attempts(connection, one.id);
    entries.push_back(std::move(one.row.entry));
  }
  return entries;
}

void write_row(Connection& connection, const Row& row) {
  const JournalEntry& entry = row.entry;
  Statement& statement = connection(
      "INSERT INTO entries VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
      " ON CONFLICT (service, project, key) DO UPDATE SET digest = excluded.digest, model = excluded.model,"
      " request = excluded.request, seed = excluded.seed, state = excluded.state, owner = excluded.owner,"
      " epoch = excluded.epoch, lease_until = excluded.lease_until, begun_at = excluded.begun_at,"
      " changed_at = excluded.changed_at, reserved = excluded.reserved, path = excluded.path, size = excluded.size,"
      " sha256 = excluded.sha256, begun_by = excluded.begun_by, left_by = excluded.left_by RETURNING id");
  bind(statement, entry.key).bind(entry.digest).bind(entry.model).bind(entry.request).bind(entry.seed);
  statement.bind(std::string(to_string(entry.state))).bind(entry.owner).bind(static_cast<std::int64_t>(entry.epoch));
  statement.bind(microseconds_of(entry.lease_until)).bind(microseconds_of(entry.begun_at));
  statement.bind(microseconds_of(entry.changed_at)).bind(money_of(entry.reserved)).bind(entry.clip.path);
  statement.bind(static_cast<std::int64_t>(entry.clip.size)).bind(entry.clip.sha256).bind(row.begun_by);
  statement.bind(row.left_by).step();
  const std::int64_t id = statement.integer();
  statement.run();
  write_attempts(connection, entry, id);
}

Spending read_totals(Connection& connection, const JournalScope& scope, TimePoint since) {
  Statement& statement = connection(
      "WITH mine AS (SELECT * FROM entries WHERE service = ?1 AND project = ?2),"
      " sums AS ("
      "SELECT CASE WHEN charge = 'charged' THEN 'charged' WHEN state IN ('leaving', 'submitted') THEN 'pending'"
      " ELSE 'possible' END AS kind, money FROM attempts JOIN mine ON entry = mine.id"
      " WHERE charge <> 'none' AND left_at >= ?3"
      " UNION ALL SELECT 'pending', reserved FROM mine WHERE state = 'begun'"
      " UNION ALL SELECT 'call', 0 FROM mine WHERE begun_at >= ?3)"
      " SELECT kind, count(*), sum(money) FROM sums GROUP BY kind");
  statement.bind(scope.service).bind(scope.project).bind(microseconds_of(since));
  Spending spent;
  while (statement.step()) {
    const std::string kind = statement.text();
    const auto count = static_cast<std::uint64_t>(statement.integer());
    const double dollars = dollars_of(statement.integer());
    if (kind == "call") spent.calls = count;
    if (kind == "charged") spent.charged = count, spent.charged_dollars = dollars;
    if (kind == "possible") spent.possibly_charged = count, spent.possibly_charged_dollars = dollars;
    if (kind == "pending") spent.pending = count, spent.pending_dollars = dollars;
  }
  return spent;
}

bool is_of_another(Connection& connection, const JournalKey& key, const std::string& record_id) {
  Statement& statement = connection(
      "SELECT 1 FROM attempts JOIN entries ON entry = id WHERE attempts.service = ?1 AND record_id = ?4"
      " AND NOT (project = ?2 AND key = ?3)");
  const bool found = bind(statement, key).bind(record_id).step();
  statement.reset();
  return found;
}

}  // namespace segmind::journal::sqlite
