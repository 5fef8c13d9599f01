#include "journal/postgres/schema.hpp"

#include <array>

#include "journal/stored_journal.hpp"
#include "segmind/exception.hpp"

namespace segmind::journal::postgres {
namespace {

// The steps from each version to the next. Never change a step that was released: add another.
// Money is in millionths of a dollar, times in microseconds since 1970.
constexpr std::array<const char*, 1> migrations{
    R"sql(
CREATE TABLE segmind_journal.place (cluster text NOT NULL, timeline text NOT NULL);
CREATE TABLE segmind_journal.entries (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  service text NOT NULL, project text NOT NULL, key text NOT NULL,
  digest text NOT NULL, model text NOT NULL, request text NOT NULL, seed bigint,
  state text NOT NULL CHECK (state IN ('begun', 'leaving', 'submitted', 'done', 'uncertain', 'freed')),
  owner text NOT NULL, epoch bigint NOT NULL, lease_until bigint NOT NULL,
  begun_at bigint NOT NULL, changed_at bigint NOT NULL,
  reserved bigint NOT NULL,
  path text NOT NULL, size bigint NOT NULL, sha256 text NOT NULL,
  begun_by bigint NOT NULL, left_by bigint NOT NULL);
CREATE UNIQUE INDEX entries_of_key ON segmind_journal.entries
  (service, project, md5(key));  -- a long key fits into no index
CREATE INDEX entries_of_owner ON segmind_journal.entries (owner) WHERE owner <> '';
CREATE INDEX entries_unfinished ON segmind_journal.entries (service, project) WHERE state NOT IN ('done', 'freed');
CREATE TABLE segmind_journal.attempts (
  entry bigint NOT NULL REFERENCES segmind_journal.entries (id), epoch bigint NOT NULL,
  left_at bigint NOT NULL,
  charge text NOT NULL CHECK (charge IN ('none', 'possible', 'charged')),
  money bigint NOT NULL,
  service text NOT NULL, record_id text NOT NULL, address text NOT NULL,
  PRIMARY KEY (entry, epoch));
CREATE UNIQUE INDEX attempts_of_record ON segmind_journal.attempts (service, record_id) WHERE record_id <> '';
CREATE TABLE segmind_journal.turns (service text NOT NULL, taken_at bigint NOT NULL);
CREATE INDEX turns_of_service ON segmind_journal.turns (service, taken_at);
)sql"};

// The timeline in which the server writes now: the first eight digits of its log file's name.
constexpr const char* present_place =
    "SELECT system_identifier::text, left(pg_walfile_name(pg_current_wal_lsn()), 8) FROM pg_control_system()";

constexpr const char* lock_of_migrations = "SELECT pg_advisory_xact_lock(1397049162, 0)";

std::size_t version_of(Session& session) {
  // Not to_regclass(): its cache may still say after the lock that a table is missing.
  Rows there = session.ask(
      "SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON c.relnamespace = n.oid"
      " WHERE n.nspname = 'segmind_journal' AND c.relname = 'version'");
  if (!there.next()) return 0;
  Rows version = session.ask("SELECT max(version) FROM segmind_journal.version");
  version.next();
  const std::int64_t number = version.integer();
  if (number > static_cast<std::int64_t>(migrations.size())) {
    raise(journal_error("A newer version of the library has made the journal's tables (schema " +
                        std::to_string(number) + "; this one knows " + std::to_string(migrations.size()) + ")."));
  }
  return static_cast<std::size_t>(number);
}

}  // namespace

void prepare(Session& session) {
  if (version_of(session) == migrations.size()) return;
  session.run(std::string("BEGIN; ") + lock_of_migrations);
  const std::size_t version = version_of(session);  // another process may have been quicker
  if (version == 0) {
    session.run(
        "CREATE SCHEMA IF NOT EXISTS segmind_journal;"
        "CREATE TABLE segmind_journal.version (version integer NOT NULL)");
  }
  for (std::size_t next = version; next < migrations.size(); ++next) {
    session.run(migrations.at(next));
    session.run("INSERT INTO segmind_journal.version VALUES (" + std::to_string(next + 1) + ")");
  }
  if (version == 0) session.run(std::string("INSERT INTO segmind_journal.place ") + present_place);
  session.run("COMMIT");
}

bool is_confirmed(Session& session) {
  Rows found = session.run(std::string("SELECT 1 FROM segmind_journal.place WHERE (cluster, timeline) IN (") +
                           present_place + ")");
  return found.next();
}

void confirm(Session& session) {
  session.run(std::string("BEGIN; DELETE FROM segmind_journal.place; INSERT INTO segmind_journal.place ") +
              present_place + "; COMMIT");
}

}  // namespace segmind::journal::postgres
