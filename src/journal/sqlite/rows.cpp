#include "journal/sqlite/rows.hpp"

#include <utility>

#include "journal/columns.hpp"

namespace segmind::journal::sqlite {
namespace {

std::vector<JournalAttempt> read_attempts(Connection& connection, std::int64_t id) {
  std::vector<JournalAttempt> attempts;
  Statement& statement = connection(
      "SELECT epoch, left_at, charge, money, record_id, address FROM attempts WHERE entry = ? ORDER BY epoch");
  statement.bind(id);
  while (statement.step()) attempts.push_back(read_attempt(statement));
  return attempts;
}

Statement& bind(Statement& statement, const JournalKey& key) {
  return statement.bind(key.scope.service).bind(key.scope.project).bind(key.text);
}

void write_attempts(Connection& connection, const JournalEntry& entry, std::int64_t id) {
  for (const JournalAttempt& attempt : entry.attempts) {
    Statement& statement = connection("INSERT OR REPLACE INTO attempts VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    write_attempt(id, entry.key.scope.service, attempt, [&](const auto& value) { statement.bind(value); });
    statement.run();
  }
}

}  // namespace

std::optional<Row> read_row(Connection& connection, const JournalKey& key) {
  Statement& statement = connection("SELECT * FROM entries WHERE service = ? AND project = ? AND key = ?");
  if (!bind(statement, key).step()) return std::nullopt;
  StoredRow found = read_stored(statement);
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
  std::vector<StoredRow> found;
  while (statement.step()) found.push_back(read_stored(statement));
  std::vector<JournalEntry> entries;
  for (StoredRow& one : found) {
    one.row.entry.attempts = read_attempts(connection, one.id);
    entries.push_back(std::move(one.row.entry));
  }
  return entries;
}

void write_row(Connection& connection, const Row& row) {
  Statement& statement = connection(
      "INSERT INTO entries VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
      " ON CONFLICT (service, project, key) DO UPDATE SET digest = excluded.digest, model = excluded.model,"
      " request = excluded.request, seed = excluded.seed, state = excluded.state, owner = excluded.owner,"
      " epoch = excluded.epoch, lease_until = excluded.lease_until, begun_at = excluded.begun_at,"
      " changed_at = excluded.changed_at, reserved = excluded.reserved, path = excluded.path, size = excluded.size,"
      " sha256 = excluded.sha256, begun_by = excluded.begun_by, left_by = excluded.left_by RETURNING id");
  write_stored(row, [&](const auto& value) { statement.bind(value); });
  statement.step();
  const std::int64_t id = statement.integer();
  statement.run();
  write_attempts(connection, row.entry, id);
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
