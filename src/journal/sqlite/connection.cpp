#include "journal/sqlite/connection.hpp"

#include <chrono>
#include <thread>

#include "journal/stored_journal.hpp"
#include "os/write_signals.hpp"
#include "segmind/exception.hpp"

namespace segmind::journal::sqlite {
namespace {

constexpr std::chrono::milliseconds nap{2};
constexpr std::chrono::seconds longest_lock{20};  // a transaction takes milliseconds

// What a person can do about it.
std::string advice_about(int code) {
  switch (code & 0xff) {
    case SQLITE_FULL: return "Its disk is full, or a quota is.";
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH: return "The file or its folder may not be written to.";
    case SQLITE_CANTOPEN: return "Check that its folder exists and may be written to, and that it names a file.";
    case SQLITE_NOTADB: return "It is no SQLite database; give the journal a file of its own.";
    case SQLITE_CORRUPT:
      return "It is damaged: keep it, and begin another; what it knew of is found in the service's records.";
    case SQLITE_BUSY: return "Another process has held it for 20 s; see whether that process is stopped.";
    case SQLITE_IOERR: return "The disk cannot be read or written.";
    default: return {};
  }
}

}  // namespace

Statement::Statement(Connection& connection, std::string_view sql) : connection_(connection) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(connection.database_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  statement_.reset(statement);
  if (code != SQLITE_OK) connection.fail(code);
}

Statement& Statement::bind(std::int64_t value) {
  sqlite3_bind_int64(statement_.get(), ++bound_, value);
  return *this;
}

Statement& Statement::bind(const std::string& value) {
  const int code =
      sqlite3_bind_text64(statement_.get(), ++bound_, value.data(), value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  if (code != SQLITE_OK) connection_.fail(code);
  return *this;
}

Statement& Statement::bind(const std::optional<std::int64_t>& value) {
  if (value) return bind(*value);
  sqlite3_bind_null(statement_.get(), ++bound_);
  return *this;
}

bool Statement::step() {
  read_ = 0;
  const auto give_up = std::chrono::steady_clock::now() + longest_lock;
  int code = sqlite3_step(statement_.get());
  // Where two might wait for each other, as where both begin to use WAL, SQLite asks no busy handler. Outside of a
  // transaction this one holds nothing, and comes again.
  while ((code & 0xff) == SQLITE_BUSY && !connection_.is_in_transaction() && !connection_.stop_.is_cancelled() &&
         std::chrono::steady_clock::now() < give_up) {
    sqlite3_reset(statement_.get());
    std::this_thread::sleep_for(nap);
    code = sqlite3_step(statement_.get());
  }
  if (code == SQLITE_ROW) return true;
  reset();
  if (code != SQLITE_DONE) connection_.fail(code);
  return false;
}

void Statement::run() {
  while (step()) {
  }
}

std::int64_t Statement::integer() { return sqlite3_column_int64(statement_.get(), read_++); }

std::optional<std::int64_t> Statement::integer_if_any() {
  if (sqlite3_column_type(statement_.get(), read_) == SQLITE_NULL) return ++read_, std::nullopt;
  return integer();
}

std::string Statement::text() {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), read_));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), read_));
  ++read_;
  return data == nullptr ? std::string() : std::string(data, size);
}

void Statement::reset() noexcept {
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
  bound_ = 0;
  read_ = 0;
}

Connection::Connection(std::string path) : path_(std::move(path)) {
  sqlite3* database = nullptr;
  constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(path_.c_str(), &database, flags, nullptr);
  database_.reset(database);
  if (code != SQLITE_OK) fail(code);
  sqlite3_extended_result_codes(database, 1);
  sqlite3_busy_handler(database, &Connection::wait_for_lock, this);
  if (sqlite3_db_readonly(database, "main") == 1)
    fail(SQLITE_READONLY);  // where it may not be written, it was opened so
}

// The last connection writes what the log has into the file.
void Connection::Close::operator()(sqlite3* database) const noexcept {
  const os::WriteSignalsBlocked no_signals;
  sqlite3_close_v2(database);
}

int Connection::wait_for_lock(void* connection, int tries) noexcept {
  const auto* self = static_cast<const Connection*>(connection);
  if (self->stop_.is_cancelled() || tries * nap >= longest_lock) return 0;
  std::this_thread::sleep_for(nap);
  return 1;
}

Statement& Connection::operator()(std::string_view sql) {
  auto& statement = statements_[sql];
  if (!statement) statement = std::make_unique<Statement>(*this, sql);
  statement->reset();
  return *statement;
}

void Connection::run(const char* sql) {
  const int code = sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code);
}

void Connection::fail(int code) const {
  if ((code & 0xff) == SQLITE_BUSY && stop_.is_cancelled()) raise(interrupted());
  const char* words = database_ ? sqlite3_errmsg(database_.get()) : sqlite3_errstr(code);
  std::string message = "The journal " + path_ + " failed: " + words + '.';
  if (const std::string advice = advice_about(code); !advice.empty()) message += ' ' + advice;
  raise(journal_error(std::move(message)));
}

Writing::~Writing() {
  if (!connection_.is_in_transaction()) return;
  try {
    connection_.run("ROLLBACK");
  } catch (...) {
    // The next transaction finds out what is wrong.
  }
}

}  // namespace segmind::journal::sqlite
