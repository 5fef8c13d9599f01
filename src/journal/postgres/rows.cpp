#include "journal/postgres/rows.hpp"

#include <map>
#include <utility>

#include "journal/columns.hpp"

namespace segmind::journal::postgres {
namespace {

constexpr const char* columns =
    "id, service, project, key, digest, model, request, seed, state, owner, epoch, lease_until, begun_at, changed_at,"
    " reserved, path, size, sha256, begun_by, left_by";

Parameters key_parameters(const JournalKey& key) {
  Parameters parameters;
  parameters.add(key.scope.service).add(key.scope.project).add(key.text);
  return parameters;
}

}  // namespace

std::optional<Row> read_row(Session& session, const JournalKey& key) {
  static const std::string sql =
      std::string("SELECT ") + columns +
      " FROM segmind_journal.entries WHERE service = $1 AND project = $2 AND md5(key) = md5($3)"
      " AND key = $3";
  Rows rows = session.ask(sql.c_str(), key_parameters(key));
  if (!rows.next()) return std::nullopt;
  StoredRow found = read_stored(rows);
  Rows attempts = session.ask(
      "SELECT epoch, left_at, charge, money, record_id, address FROM segmind_journal.attempts WHERE entry = $1"
      " ORDER BY epoch",
      Parameters().add(found.id));
  while (attempts.next()) found.row.entry.attempts.push_back(read_attempt(attempts));
  return std::move(found.row);
}

std::vector<JournalEntry> read_entries(Session& session, const Selection& selection) {
  const std::string those =
      " FROM segmind_journal.entries WHERE ($1 = 1 OR (service = $2 AND project = $3)) AND changed_at >= $4"
      " AND ($5 = 1 OR state NOT IN ('done', 'freed'))";
  const JournalScope scope = selection.scope.value_or(JournalScope{});
  Parameters parameters;
  parameters.add(std::int64_t{!selection.scope}).add(scope.service).add(scope.project);
  parameters.add(microseconds_of(selection.changed_since)).add(std::int64_t{!selection.unfinished_only});
  // The second statement sees later commits, too: attempts whose entry was not read are left out.
  Rows rows = session.ask(("SELECT " + std::string(columns) + those + " ORDER BY begun_at, id").c_str(), parameters);
  std::vector<JournalEntry> entries;
  std::map<std::int64_t, std::size_t> places;
  while (rows.next()) {
    StoredRow found = read_stored(rows);
    places[found.id] = entries.size();
    entries.push_back(std::move(found.row.entry));
  }
  Rows attempts = session.ask(("SELECT entry, epoch, left_at, charge, money, record_id, address"
                               " FROM segmind_journal.attempts WHERE entry IN (SELECT id" +
                               those + ") ORDER BY entry, epoch")
                                  .c_str(),
                              parameters);
  while (attempts.next()) {
    const auto place = places.find(attempts.integer());
    if (place != places.end()) entries[place->second].attempts.push_back(read_attempt(attempts));
  }
  return entries;
}

void write_row(Session& session, const Row& row) {
  Parameters parameters;
  write_stored(row, [&](const auto& value) { parameters.add(value); });
  Rows written = session.ask(
      "INSERT INTO segmind_journal.entries (service, project, key, digest, model, request, seed, state, owner, epoch,"
      " lease_until, begun_at, changed_at, reserved, path, size, sha256, begun_by, left_by)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)"
      " ON CONFLICT (service, project, md5(key)) DO UPDATE SET digest = excluded.digest, model = excluded.model,"
      " request = excluded.request, seed = excluded.seed, state = excluded.state, owner = excluded.owner,"
      " epoch = excluded.epoch, lease_until = excluded.lease_until, begun_at = excluded.begun_at,"
      " changed_at = excluded.changed_at, reserved = excluded.reserved, path = excluded.path, size = excluded.size,"
      " sha256 = excluded.sha256, begun_by = excluded.begun_by, left_by = excluded.left_by RETURNING id",
      parameters);
  written.next();
  const std::int64_t id = written.integer();
  for (const JournalAttempt& attempt : row.entry.attempts) {
    Parameters values;
    write_attempt(id, row.entry.key.scope.service, attempt, [&](const auto& value) { values.add(value); });
    session.ask(
        "INSERT INTO segmind_journal.attempts VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (entry, epoch)"
        " DO UPDATE SET left_at = excluded.left_at, charge = excluded.charge, money = excluded.money,"
        " record_id = excluded.record_id, address = excluded.address",
        values);
  }
}

Spending read_totals(Session& session, const JournalScope& scope, TimePoint since) {
  Parameters parameters;
  parameters.add(scope.service).add(scope.project).add(microseconds_of(since));
  Rows rows = session.ask(
      "WITH mine AS (SELECT * FROM segmind_journal.entries WHERE service = $1 AND project = $2),"
      " sums AS ("
      "SELECT CASE WHEN charge = 'charged' THEN 'charged' WHEN state IN ('leaving', 'submitted') THEN 'pending'"
      " ELSE 'possible' END AS kind, money FROM segmind_journal.attempts JOIN mine ON entry = mine.id"
      " WHERE charge <> 'none' AND left_at >= $3"
      " UNION ALL SELECT 'pending', reserved FROM mine WHERE state = 'begun'"
      " UNION ALL SELECT 'call', 0 FROM mine WHERE begun_at >= $3)"
      " SELECT kind, count(*), sum(money)::bigint FROM sums GROUP BY kind",
      parameters);
  Spending spent;
  while (rows.next()) {
    const std::string kind = rows.text();
    const auto count = static_cast<std::uint64_t>(rows.integer());
    const double dollars = dollars_of(rows.integer());
    if (kind == "call") spent.calls = count;
    if (kind == "charged") spent.charged = count, spent.charged_dollars = dollars;
    if (kind == "possible") spent.possibly_charged = count, spent.possibly_charged_dollars = dollars;
    if (kind == "pending") spent.pending = count, spent.pending_dollars = dollars;
  }
  return spent;
}

bool is_of_another(Session& session, const JournalKey& key, const std::string& record_id) {
  Rows rows = session.ask(
      "SELECT 1 FROM segmind_journal.attempts a JOIN segmind_journal.entries e ON a.entry = e.id"
      " WHERE a.service = $1 AND a.record_id = $4 AND NOT (e.project = $2 AND e.key = $3)",
      key_parameters(key).add(record_id));
  return rows.next();
}

}  // namespace segmind::journal::postgres
