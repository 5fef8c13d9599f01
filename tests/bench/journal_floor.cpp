// The same with bare SQLite: the same pragmas and columns, and four statements for each intention, each committed by
// itself. They check what must be checked (the epoch, the state, whose the record is), and read nothing else.
// journal_floor <new file> <count>

#include <sqlite3.h>

#include "journal_intentions.hpp"
#include "measure.hpp"

namespace {

constexpr const char* prepared = R"sql(
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE entries (
  id INTEGER PRIMARY KEY, service TEXT, project TEXT, key TEXT, digest TEXT, model TEXT, request TEXT, seed INTEGER,
  state TEXT, owner TEXT, epoch INTEGER, lease_until INTEGER, begun_at INTEGER, changed_at INTEGER, reserved INTEGER,
  path TEXT, size INTEGER, sha256 TEXT,
  left_at INTEGER, charge TEXT, money INTEGER, record_id TEXT, address TEXT,
  UNIQUE (service, project, key));
CREATE UNIQUE INDEX entries_of_record ON entries (service, record_id) WHERE record_id <> '';
)sql";

class Database {
 public:
  explicit Database(const char* path) {
    sqlite3_open(path, &database_);
    check(sqlite3_exec(database_, prepared, nullptr, nullptr, nullptr));
    const char* sql[4] = {
        "INSERT INTO entries VALUES (NULL, 'https://api.segmind.com', 'film', ?1, ?2, 'wan2.7-r2v', '', NULL, 'begun', "
        "?3,"
        " 1, ?4, ?4, ?4, 625000, '', 0, '', 0, '', 0, '', '')",
        "UPDATE entries SET state = 'leaving', left_at = ?4, charge = 'possible', money = reserved, reserved = 0,"
        " changed_at = ?4 WHERE service = 'https://api.segmind.com' AND project = 'film' AND key = ?1 AND epoch = 1"
        " AND state = 'begun'",
        "UPDATE entries SET state = 'submitted', record_id = ?2, changed_at = ?4"
        " WHERE service = 'https://api.segmind.com' AND project = 'film' AND key = ?1",
        "UPDATE entries SET state = 'done', owner = '', charge = 'charged', money = 625000, address = ?2, path = ?3,"
        " size = 5000000, sha256 = ?5, changed_at = ?4"
        " WHERE service = 'https://api.segmind.com' AND project = 'film' AND key = ?1"};
    for (int i = 0; i < 4; ++i) check(sqlite3_prepare_v2(database_, sql[i], -1, &statements_[i], nullptr));
  }
  ~Database() {
    for (sqlite3_stmt* statement : statements_) sqlite3_finalize(statement);
    sqlite3_close(database_);
  }

  void live_through(const std::string& owner, int number) {
    const bench::Facts facts(owner, number);
    run(0, {&facts.key, &facts.digest, &owner});
    run(1, {&facts.key});
    run(2, {&facts.key, &facts.record_id});
    run(3, {&facts.key, &facts.address, &facts.path}, &facts.sha256);
  }

 private:
  void run(int which, std::initializer_list<const std::string*> texts, const std::string* last = nullptr) {
    sqlite3_stmt* statement = statements_[which];
    int place = 0;
    for (const std::string* text : texts) bind(statement, ++place, *text);
    if (last != nullptr) bind(statement, 5, *last);
    const auto now = std::chrono::system_clock::now().time_since_epoch() / std::chrono::microseconds(1);
    if (sqlite3_bind_parameter_count(statement) >= 4) sqlite3_bind_int64(statement, 4, now);
    if (sqlite3_step(statement) != SQLITE_DONE || sqlite3_changes(database_) != 1) {
      throw std::runtime_error(sqlite3_errmsg(database_));
    }
    sqlite3_reset(statement);
  }
  static void bind(sqlite3_stmt* statement, int place, const std::string& text) {
    sqlite3_bind_text(statement, place, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
  }
  void check(int code) const {
    if (code != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(database_));
  }

  sqlite3* database_ = nullptr;
  sqlite3_stmt* statements_[4] = {};
};

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) return 2;
  Database database(arguments[1]);
  const int intentions = std::atoi(arguments[2]);
  database.live_through("first", 0);
  const double before = bench::cpu();
  const auto start = bench::Clock::now();
  for (int i = 0; i < intentions; ++i) database.live_through("owner", i);
  std::printf("us_each %.3f\ncpu_us_each %.3f\n", bench::seconds_since(start) * 1e6 / intentions,
              (bench::cpu() - before) * 1e6 / intentions);
}
