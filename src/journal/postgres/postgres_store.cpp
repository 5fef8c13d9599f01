#include <algorithm>
#include <functional>
#include <thread>

#include "journal/postgres/rows.hpp"
#include "journal/postgres/schema.hpp"
#include "journal/stored_journal.hpp"
#include "journal/times.hpp"
#include "journal/turnstile.hpp"
#include "segmind/exception.hpp"
#include "segmind/journal/postgres.hpp"

namespace segmind::journal::postgres {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds patience{10};  // with a server that restarts, or is out of reach
constexpr milliseconds first_pause{20};
constexpr milliseconds longest_pause{500};

void nap(milliseconds time, const CancellationToken& stop) {
  for (const auto until = Clock::now() + time; Clock::now() < until;) {
    if (stop.is_cancelled()) raise(interrupted());
    std::this_thread::sleep_for(std::min<Clock::duration>(longest_nap, until - Clock::now()));
  }
}

// An advisory lock of PostgreSQL for a text, by its FNV-1a hash, which is the same on every machine. Two texts may
// share a lock: their users then wait for each other.
std::string lock_of(const std::string& text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return "SELECT pg_advisory_xact_lock(" + std::to_string(static_cast<std::int64_t>(hash)) + ")";
}

std::string text_of(const JournalScope& scope) { return scope.service + '\n' + scope.project; }

std::int64_t now_of(Session& session) {
  Rows rows = session.run("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint");
  rows.next();
  return rows.integer();
}

class PostgresTransaction final : public Transaction {
 public:
  explicit PostgresTransaction(Session& session) : session_(session), now_(time_of(now_of(session))) {}

  TimePoint now() override { return now_; }
  // One transaction at a time counts a scope's money and adds to it.
  Spending totals(const JournalScope& scope, TimePoint since) override {
    session_.run(lock_of(text_of(scope)));
    return read_totals(session_, scope, since);
  }
  bool is_of_another(const JournalKey& key, const std::string& record_id) override {
    return postgres::is_of_another(session_, key, record_id);
  }

 private:
  Session& session_;
  const TimePoint now_;
};

/// Lets one thread at a time use the session, and reconnects a session that was lost.
class Guarded {
 public:
  Guarded(std::string connection, std::function<void(Session&)> prepare)
      : connection_(std::move(connection)), prepare_(std::move(prepare)) {}

  /// Runs `use`, and runs it again where the session was lost or another try may help: `use` must be repeatable.
  template <typename Use>
  auto operator()(const CancellationToken& stop, Use&& use) {
    const Turnstile::Pass pass(turnstile_, stop);
    const auto until = Clock::now() + patience;
    for (milliseconds pause = first_pause;; pause = std::min(pause * 2, longest_pause)) {
      try {
        return use(session(stop));
      } catch (const TryAgain& problem) {
        session_.reset();
        if (!was_connected_ || Clock::now() >= until) {  // a first connection that fails is set up wrongly
          raise(journal_error(std::string("The journal's PostgreSQL server cannot be used: ") + problem.what()));
        }
      } catch (...) {
        session_.reset();  // it may be in the middle of a transaction
        throw;
      }
      nap(pause, stop);
    }
  }

 private:
  Session& session(const CancellationToken& stop) {
    if (session_ && (!session_->is_open() || session_->is_in_transaction())) session_.reset();
    if (session_) {
      session_->listen_to(stop);
    } else {
      auto made = std::make_unique<Session>(connection_, stop);
      prepare_(*made);
      session_ = std::move(made);
      was_connected_ = true;
    }
    return *session_;
  }

  const std::string connection_;
  const std::function<void(Session&)> prepare_;
  Turnstile turnstile_;
  std::unique_ptr<Session> session_;
  bool was_connected_ = false;
};

class PostgresStore final : public Store {
 public:
  explicit PostgresStore(const std::string& connection)
      : rows_(connection,
              [this](Session& session) {
                prepare(session);
                is_confirmed_ = is_confirmed(session);
              }),
        listener_(connection, [this](Session& session) {
          session.run("LISTEN segmind_journal");
          ++changes_;  // what was told before is not known
        }) {
    rows_({}, [](Session&) {});
  }

  void change(const JournalKey& key, const Change& change, const CancellationToken& stop) override {
    rows_(stop, [&](Session& session) {
      session.run("BEGIN; " + lock_of(text_of(key.scope) + '\n' + key.text));
      PostgresTransaction transaction(session);
      std::optional<Row> row = read_row(session, key);
      const Write write = change(row, transaction);
      if (write == Write::no) return static_cast<void>(session.run("ROLLBACK"));
      if (write == Write::to_pay) refuse_unconfirmed(session);
      row->entry.changed_at = transaction.now();
      write_row(session, *row);
      session.run(write == Write::to_report ? "NOTIFY segmind_journal; COMMIT" : "COMMIT");
    });
  }

  std::optional<JournalEntry> find(const JournalKey& key, const CancellationToken& stop) override {
    return rows_(stop, [&](Session& session) -> std::optional<JournalEntry> {
      std::optional<Row> row = read_row(session, key);
      if (!row) return std::nullopt;
      return std::move(row->entry);
    });
  }

  std::vector<JournalEntry> entries(const Selection& selection, const CancellationToken& stop) override {
    return rows_(stop, [&](Session& session) { return read_entries(session, selection); });
  }

  Spending totals(const JournalScope& scope, TimePoint since, const CancellationToken& stop) override {
    return rows_(stop, [&](Session& session) { return read_totals(session, scope, since); });
  }

  void renew(const std::string& owner, milliseconds lease, const CancellationToken& stop) override {
    rows_(stop, [&](Session& session) {
      const std::int64_t until = now_of(session) + std::chrono::microseconds(lease).count();
      session.ask("UPDATE segmind_journal.entries SET lease_until = $1 WHERE owner = $2 AND owner <> ''",
                  Parameters().add(until).add(owner));
      if (lease.count() <= 0) session.run("NOTIFY segmind_journal");
    });
  }

  milliseconds turn(const std::string& service, int per_minute, const CancellationToken& stop) override;
  std::uint64_t wait_for_change(std::uint64_t seen, milliseconds longest, const CancellationToken& stop) override;

 private:
  // Another process may have confirmed it since this one connected.
  void refuse_unconfirmed(Session& session) {
    if (!is_confirmed_) is_confirmed_ = is_confirmed(session);
    if (is_confirmed_) return;
    raise(journal_error(
        "The journal's PostgreSQL server has changed its timeline or its cluster (a failover, or a restore): payments "
        "of "
        "the last moments before may be missing. Look unknown keys up in the service's records, then call "
        "confirm_postgres_journal()."));
  }

  bool is_confirmed_ = false;  // of the present session
  std::uint64_t changes_ = 1;  // guarded by listener_
  Guarded rows_;
  Guarded listener_;
};

milliseconds PostgresStore::turn(const std::string& service, int per_minute, const CancellationToken& stop) {
  return rows_(stop, [&](Session& session) {
    constexpr std::int64_t minute = 60'000'000;
    session.run("BEGIN; " + lock_of("turns of " + service));
    const std::int64_t now = now_of(session);
    Rows earlier = session.ask(
        "SELECT taken_at FROM segmind_journal.turns WHERE service = $1 AND taken_at > $2 ORDER BY taken_at DESC LIMIT 1"
        " OFFSET $3",
        Parameters().add(service).add(now - minute).add(std::int64_t{per_minute} - 1));
    if (earlier.next()) {
      const std::chrono::microseconds wait(earlier.integer() + minute - now);
      session.run("ROLLBACK");
      return std::clamp(std::chrono::ceil<milliseconds>(wait), milliseconds(1), milliseconds(60'000));
    }
    session.ask("DELETE FROM segmind_journal.turns WHERE service = $1 AND taken_at <= $2",
                Parameters().add(service).add(now - minute));
    session.ask("INSERT INTO segmind_journal.turns VALUES ($1, $2)", Parameters().add(service).add(now));
    session.run("COMMIT");
    return milliseconds(0);
  });
}

std::uint64_t PostgresStore::wait_for_change(std::uint64_t seen, milliseconds longest, const CancellationToken& stop) {
  const auto until = Clock::now() + longest;
  while (true) {
    const std::uint64_t changes = listener_(stop, [&](Session& session) {
      const auto left = std::chrono::ceil<milliseconds>(until - Clock::now());
      const bool is_news = changes_ != seen;
      changes_ += static_cast<std::uint64_t>(
          session.take_notifications(is_news ? milliseconds(0) : std::clamp(left, milliseconds(0), longest_nap)));
      return changes_;
    });
    if (changes != seen || Clock::now() >= until) return changes;
    if (stop.is_cancelled()) raise(interrupted());
  }
}

}  // namespace
}  // namespace segmind::journal::postgres

namespace segmind {

std::shared_ptr<Journal> postgres_journal(const std::string& connection) {
  return try_postgres_journal(connection).value();
}

Result<std::shared_ptr<Journal>> try_postgres_journal(const std::string& connection) noexcept {
  return journal::opened([&] { return std::make_unique<journal::postgres::PostgresStore>(connection); });
}

void confirm_postgres_journal(const std::string& connection) { try_confirm_postgres_journal(connection).value(); }

Result<void> try_confirm_postgres_journal(const std::string& connection) noexcept {
  return journal::done([&] {
    journal::postgres::Guarded once(connection, journal::postgres::prepare);
    once({}, journal::postgres::confirm);
  });
}

}  // namespace segmind
