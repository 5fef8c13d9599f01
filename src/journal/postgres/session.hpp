#pragma once

#include <libpq-fe.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "segmind/cancellation.hpp"

namespace segmind::journal::postgres {

/// The transaction may have been carried out, or failed for a reason that passes: run it again.
class TryAgain : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Parameters of a statement, from $1 on.
class Parameters {
 public:
  Parameters& add(const std::string& value);
  Parameters& add(std::int64_t value);
  Parameters& add(std::optional<std::int64_t> value);

  std::vector<const char*> pointers() const;

 private:
  std::vector<std::optional<std::string>> values_;
};

/// The rows of an answer, read from left to right and from the first to the last.
class Rows {
 public:
  explicit Rows(PGresult* result) noexcept : result_(result) {}

  bool next() noexcept;
  std::string text();
  std::int64_t integer();
  std::optional<std::int64_t> integer_if_any();
  const PGresult* result() const noexcept { return result_.get(); }

 private:
  struct Clear {
    void operator()(PGresult* result) const noexcept { PQclear(result); }
  };

  std::unique_ptr<PGresult, Clear> result_;
  int row_ = -1;
  int column_ = 0;
};

/// One connection. Used by one thread at a time. What it throws: TryAgain, or an Exception without a password in it.
class Session {
 public:
  /// Connects. `stop` ends that and every later wait with an interruption.
  Session(const std::string& connection, const CancellationToken& stop);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void listen_to(const CancellationToken& stop) noexcept { stop_ = stop; }

  /// One statement.
  Rows ask(const char* sql, const Parameters& parameters = {});
  /// Statements without parameters, separated by semicolons. Returns the last statement's rows.
  Rows run(const std::string& sql);

  bool is_open() const noexcept { return PQstatus(connection_.get()) == CONNECTION_OK; }
  bool is_in_transaction() const noexcept { return PQtransactionStatus(connection_.get()) != PQTRANS_IDLE; }

  /// Waits, `longest` at most, for a notification. Returns how many have come.
  int take_notifications(std::chrono::milliseconds longest);

 private:
  struct Finish {
    void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
  };

  void connect();
  void set_up();
  Rows answer();
  void send(int sent);
  void wait_for_input(std::chrono::steady_clock::time_point until);
  [[noreturn]] void lost();
  [[noreturn]] void fail(const PGresult* result);
  std::string scrubbed(std::string words) const;

  std::string password_;
  CancellationToken stop_;
  std::unique_ptr<PGconn, Finish> connection_;
};

}  // namespace segmind::journal::postgres
