#include "journal/postgres/session.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstring>
#include <utility>

#include "journal/stored_journal.hpp"
#include "os/socket_wait.hpp"
#include "segmind/exception.hpp"

namespace segmind::journal::postgres {
namespace {

using Clock = std::chrono::steady_clock;
using os::Readiness;
using os::wait_for_socket;

constexpr std::chrono::seconds longest_connecting{10};
constexpr std::chrono::seconds longest_silence{30};

struct FreeOptions {
  void operator()(PQconninfoOption* options) const noexcept { PQconninfoFree(options); }
};

// libpq's own words quote parts of a string that it cannot read, passwords too.
std::string password_in(const std::string& connection) {
  const std::unique_ptr<PQconninfoOption, FreeOptions> options(PQconninfoParse(connection.c_str(), nullptr));
  if (!options) {
    raise(
        journal_error("The connection of the journal cannot be read: libpq takes postgresql://user@host/database, or "
                      "host=... dbname=..., and neither a special character nor a blank that is not quoted."));
  }
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (std::strcmp(option->keyword, "password") == 0 && option->val != nullptr) return option->val;
  }
  return {};
}

std::string one_line(std::string words) {
  while (!words.empty() && words.back() == '\n') words.pop_back();
  std::replace(words.begin(), words.end(), '\n', ' ');
  return words;
}

// Classes of SQLSTATE that another try may mend.
bool passes(const std::string& state) {
  return state == "40001" || state == "40P01" || state == "23505" || state.compare(0, 2, "57") == 0 ||
         state.compare(0, 2, "08") == 0;
}

std::string advice_about(const std::string& state) {
  if (state.compare(0, 2, "53") == 0) return " The server has no room: its disk, its memory or its connections.";
  if (state == "25006") return " It is a standby, or was made read-only: name the primary.";
  if (state == "42501") return " The database's user needs the right to create a schema, or to use segmind_journal.";
  return {};
}

}  // namespace

Parameters& Parameters::add(const std::string& value) {
  if (value.find('\0') != std::string::npos) raise(journal_error("PostgreSQL keeps no text with a zero byte in it."));
  values_.emplace_back(value);
  return *this;
}

Parameters& Parameters::add(std::int64_t value) {
  values_.emplace_back(std::to_string(value));
  return *this;
}

Parameters& Parameters::add(std::optional<std::int64_t> value) {
  if (value) return add(*value);
  values_.emplace_back(std::nullopt);
  return *this;
}

std::vector<const char*> Parameters::pointers() const {
  std::vector<const char*> pointers;
  for (const auto& value : values_) pointers.push_back(value ? value->c_str() : nullptr);
  return pointers;
}

bool Rows::next() noexcept {
  column_ = 0;
  return ++row_ < PQntuples(result_.get());
}

std::string Rows::text() {
  const auto size = static_cast<std::size_t>(PQgetlength(result_.get(), row_, column_));
  const char* data = PQgetvalue(result_.get(), row_, column_);
  ++column_;
  return {data, size};
}

std::int64_t Rows::integer() {
  const std::string digits = text();
  std::int64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

std::optional<std::int64_t> Rows::integer_if_any() {
  if (PQgetisnull(result_.get(), row_, column_) != 0) return ++column_, std::nullopt;
  return integer();
}

Session::Session(const std::string& connection, const CancellationToken& stop)
    : password_(password_in(connection)), stop_(stop), connection_(PQconnectStart(connection.c_str())) {
  if (!connection_) throw std::bad_alloc();
  PQsetNoticeProcessor(
      connection_.get(), [](void*, const char*) {}, nullptr);  // a library prints nothing
  connect();
  if (const char* used = PQpass(connection_.get()); used != nullptr && *used != '\0') password_ = used;
  PQsetnonblocking(connection_.get(), 1);
  PQsetClientEncoding(connection_.get(), "UTF8");
  set_up();
}

void Session::connect() {
  const auto until = Clock::now() + longest_connecting;
  PostgresPollingStatusType next = PGRES_POLLING_WRITING;
  while (next != PGRES_POLLING_OK) {
    if (stop_.is_cancelled()) raise(interrupted());
    if (next == PGRES_POLLING_FAILED || PQstatus(connection_.get()) == CONNECTION_BAD) lost();
    if (Clock::now() >= until) throw TryAgain("The server did not let it in within 10 s.");
    const Readiness wanted = next == PGRES_POLLING_READING ? Readiness::to_read : Readiness::to_write;
    if (wait_for_socket(PQsocket(connection_.get()), wanted, longest_nap)) next = PQconnectPoll(connection_.get());
  }
}

// A stopped process must not hold locks for ever; nor may a commit be told before it is on the disk.
void Session::set_up() {
  Rows settings =
      ask("SELECT current_setting('fsync'), current_setting('synchronous_commit'), pg_is_in_recovery()::int,"
          " set_config('lock_timeout', '20s', false), set_config('statement_timeout', '30s', false),"
          " set_config('idle_in_transaction_session_timeout', '20s', false)");
  settings.next();
  if (settings.text() == "off") {
    raise(
        journal_error("The PostgreSQL server of the journal runs with fsync=off: what it has answered is lost when its "
                      "machine stops. Set fsync=on."));
  }
  const std::string commit = settings.text();
  if (settings.integer() != 0)
    raise(journal_error("The PostgreSQL server of the journal is a standby: name the primary."));
  if (commit == "off" || commit == "local") run("SET synchronous_commit = on");
}

Rows Session::ask(const char* sql, const Parameters& parameters) {
  const std::vector<const char*> values = parameters.pointers();
  send(PQsendQueryParams(connection_.get(), sql, static_cast<int>(values.size()), nullptr, values.data(), nullptr,
                         nullptr, 0));
  return answer();
}

Rows Session::run(const std::string& sql) {
  send(PQsendQuery(connection_.get(), sql.c_str()));
  return answer();
}

void Session::send(int sent) {
  if (sent != 1) lost();
  const auto until = Clock::now() + longest_silence;
  while (const int left = PQflush(connection_.get())) {
    if (left < 0) lost();
    wait_for_input(until);
  }
}

Rows Session::answer() {
  const auto until = Clock::now() + longest_silence;
  Rows last(nullptr);
  while (true) {
    while (PQisBusy(connection_.get()) != 0) wait_for_input(until);
    Rows rows(PQgetResult(connection_.get()));
    if (rows.result() == nullptr) break;
    const bool failed_before = last.result() != nullptr && PQresultStatus(last.result()) == PGRES_FATAL_ERROR;
    if (!failed_before) last = std::move(rows);
  }
  if (last.result() == nullptr) lost();
  const ExecStatusType status = PQresultStatus(last.result());
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) fail(last.result());
  return last;
}

void Session::wait_for_input(Clock::time_point until) {
  if (stop_.is_cancelled()) {
    connection_.reset(nullptr);  // what was asked may be done all the same
    raise(interrupted());
  }
  if (Clock::now() >= until) {
    connection_.reset(nullptr);
    throw TryAgain("The server did not answer for 30 s.");
  }
  wait_for_socket(PQsocket(connection_.get()), Readiness::to_read, longest_nap);
  if (PQconsumeInput(connection_.get()) != 1) lost();
}

int Session::take_notifications(std::chrono::milliseconds longest) {
  wait_for_socket(PQsocket(connection_.get()), Readiness::to_read, longest);
  if (PQconsumeInput(connection_.get()) != 1) lost();
  int count = 0;
  while (PGnotify* told = PQnotifies(connection_.get())) {
    PQfreemem(told);
    ++count;
  }
  return count;
}

void Session::lost() { throw TryAgain(scrubbed(one_line(PQerrorMessage(connection_.get())))); }

void Session::fail(const PGresult* result) {
  const char* field = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const std::string state = field == nullptr ? "08000" : field;
  const std::string words = scrubbed(one_line(PQresultErrorMessage(result)));
  if (passes(state)) throw TryAgain(words);
  raise(journal_error("The journal's PostgreSQL server refused it: " + words + advice_about(state)));
}

std::string Session::scrubbed(std::string words) const {
  if (password_.empty()) return words;
  for (auto at = words.find(password_); at != std::string::npos; at = words.find(password_, at + 3)) {
    words.replace(at, password_.size(), "***");
  }
  return words;
}

}  // namespace segmind::journal::postgres
