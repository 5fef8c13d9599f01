#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "segmind/cancellation.hpp"

namespace segmind::journal::sqlite {

class Connection;

/// One SQL statement, ready to run again. Its parameters are bound and its columns read from left to right.
class Statement {
 public:
  Statement(Connection& connection, std::string_view sql);

  Statement& bind(std::int64_t value);
  Statement& bind(const std::string& value);
  Statement& bind(const std::optional<std::int64_t>& value);

  /// Goes to the next row; false after the last. Throws JournalError, or the Exception of an interruption.
  bool step();
  /// Runs what has no rows.
  void run();
  std::int64_t integer();
  std::optional<std::int64_t> integer_if_any();
  std::string text();

  /// Ends the reading of rows. Other parameters may be bound then.
  void reset() noexcept;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
  };

  Connection& connection_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int bound_ = 0;
  int read_ = 0;
};

/// A connection to one database. Used by one thread at a time.
class Connection {
 public:
  /// Throws JournalError.
  explicit Connection(std::string path);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// From now on the token also ends a wait for another connection's lock.
  void listen_to(const CancellationToken& stop) noexcept { stop_ = stop; }

  /// The statement of that text, compiled once.
  Statement& operator()(std::string_view sql);
  /// Runs statements that have no parameters and no rows.
  void run(const char* sql);

  const std::string& path() const noexcept { return path_; }
  bool is_in_transaction() const noexcept { return sqlite3_get_autocommit(database_.get()) == 0; }

  /// Throws the error of a result code of SQLite.
  [[noreturn]] void fail(int code) const;

 private:
  friend class Statement;
  struct Close {
    void operator()(sqlite3* database) const noexcept;
  };

  static int wait_for_lock(void* connection, int tries) noexcept;

  const std::string path_;
  CancellationToken stop_;
  std::unique_ptr<sqlite3, Close> database_;
  std::unordered_map<std::string_view, std::unique_ptr<Statement>> statements_;  // the texts are literals
};

/// Rolls back unless commit() has been called.
class Writing {
 public:
  explicit Writing(Connection& connection) : connection_(connection) { connection_.run("BEGIN IMMEDIATE"); }
  ~Writing();
  Writing(const Writing&) = delete;
  Writing& operator=(const Writing&) = delete;

  void commit() { connection_.run("COMMIT"); }

 private:
  Connection& connection_;
};

}  // namespace segmind::journal::sqlite
