#include "journal/sqlite/schema.hpp"

#include <array>

#include "journal/stored_journal.hpp"
#include "segmind/exception.hpp"

namespace segmind::journal::sqlite {
namespace {

constexpr std::int64_t application_id = 0x5345474A;  // "SEGJ"

// The steps from each version to the next. Never change a step that was released: add another.
// Money is in millionths of a dollar, times in microseconds since 1970.
constexpr std::array<const char*, 1> migrations{
    R"sql(
CREATE TABLE entries (
  id INTEGER PRIMARY KEY,
  service TEXT NOT NULL, project TEXT NOT NULL, key TEXT NOT NULL,
  digest TEXT NOT NULL, model TEXT NOT NULL, request TEXT NOT NULL, seed INTEGER,
  state TEXT NOT NULL CHECK (state IN ('begun', 'leaving', 'submitted', 'done', 'uncertain', 'freed')),
  owner TEXT NOT NULL, epoch INTEGER NOT NULL, lease_until INTEGER NOT NULL,
  begun_at INTEGER NOT NULL, changed_at INTEGER NOT NULL,
  reserved INTEGER NOT NULL,
  path TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL,
  begun_by INTEGER NOT NULL, left_by INTEGER NOT NULL,
  UNIQUE (service, project, key));
CREATE INDEX entries_of_owner ON entries (owner) WHERE owner <> '';
CREATE INDEX entries_unfinished ON entries (service, project) WHERE state NOT IN ('done', 'freed');
CREATE TABLE attempts (
  entry INTEGER NOT NULL REFERENCES entries (id), epoch INTEGER NOT NULL,
  left_at INTEGER NOT NULL,
  charge TEXT NOT NULL CHECK (charge IN ('none', 'possible', 'charged')),
  money INTEGER NOT NULL,
  service TEXT NOT NULL, record_id TEXT NOT NULL, address TEXT NOT NULL,
  PRIMARY KEY (entry, epoch)) WITHOUT ROWID;
CREATE UNIQUE INDEX attempts_of_record ON attempts (service, record_id) WHERE record_id <> '';
CREATE TABLE turns (service TEXT NOT NULL, taken_at INTEGER NOT NULL);
CREATE INDEX turns_of_service ON turns (service, taken_at);
)sql"};

std::int64_t pragma(Connection& connection, std::string_view sql) {
  Statement statement(connection, sql);
  return statement.step() ? statement.integer() : 0;
}

[[noreturn]] void refuse(const Connection& connection, const std::string& why) {
  raise(journal_error("The file " + connection.path() + " cannot be this journal: " + why));
}

// Its version, where it may be brought up to date from there. Changes nothing of another program's.
std::size_t version_of(Connection& connection) {
  const std::int64_t version = pragma(connection, "PRAGMA user_version");
  const bool is_new = version == 0 && pragma(connection, "SELECT count(*) FROM sqlite_schema") == 0;
  if (!is_new && pragma(connection, "PRAGMA application_id") != application_id) {
    refuse(connection, "it is the database of another program.");
  }
  if (version < 0 || version > newest_version()) {
    refuse(connection, "a newer version of the library has written it (schema " + std::to_string(version) +
                           "; this one knows " + std::to_string(newest_version()) + ").");
  }
  return static_cast<std::size_t>(version);
}

void migrate(Connection& connection) {
  Writing writing(connection);
  for (std::size_t version = version_of(connection); version < migrations.size(); ++version) {
    connection.run(migrations.at(version));
  }
  connection.run(("PRAGMA application_id = " + std::to_string(application_id)).c_str());
  connection.run(("PRAGMA user_version = " + std::to_string(newest_version())).c_str());
  writing.commit();
}

}  // namespace

int newest_version() noexcept { return static_cast<int>(migrations.size()); }

void prepare(Connection& connection) {
  const std::size_t version = version_of(connection);
  Statement mode(connection, "PRAGMA journal_mode = WAL");
  if (!mode.step() || mode.text() != "wal") refuse(connection, "its file system has no shared memory (WAL).");
  mode.reset();
  // fullfsync: F_FULLFSYNC on macOS, where fsync() leaves the bytes in the disk's cache.
  connection.run("PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA foreign_keys = ON;");
  if (version < migrations.size()) migrate(connection);
}

}  // namespace segmind::journal::sqlite
