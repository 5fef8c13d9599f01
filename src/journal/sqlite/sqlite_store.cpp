#include "journal/sqlite/sqlite_store.hpp"

#include <algorithm>
#include <thread>

#include "journal/sqlite/rows.hpp"
#include "journal/sqlite/schema.hpp"
#include "journal/stored_journal.hpp"
#include "journal/times.hpp"
#include "journal/turnstile.hpp"
#include "os/utf8_path.hpp"
#include "os/write_signals.hpp"
#include "segmind/exception.hpp"
#include "segmind/journal/sqlite.hpp"

namespace segmind::journal::sqlite {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds between_looks{50};  // for changes: a look reads memory that processes share

/// Lets one thread at a time use the connection. `stop` ends the wait for it, too.
class Guarded {
 public:
  explicit Guarded(const std::string& path) : connection_(path) {}

  template <typename Use>
  auto operator()(const CancellationToken& stop, Use&& use) {
    const Turnstile::Pass pass(turnstile_, stop);
    const os::WriteSignalsBlocked no_signals;
    connection_.listen_to(stop);
    return use(connection_);
  }

 private:
  Turnstile turnstile_;
  Connection connection_;
};

class SqliteTransaction final : public Transaction {
 public:
  explicit SqliteTransaction(Connection& connection) : connection_(connection) {}

  TimePoint now() override { return now_; }
  Spending totals(const JournalScope& scope, TimePoint since) override {
    return read_totals(connection_, scope, since);
  }
  bool is_of_another(const JournalKey& key, const std::string& record_id) override {
    return sqlite::is_of_another(connection_, key, record_id);
  }

 private:
  Connection& connection_;
  const TimePoint now_ = time_of(microseconds_of(std::chrono::system_clock::now()));
};

class SqliteStore final : public Store {
 public:
  explicit SqliteStore(const std::string& path) : rows_(path), watch_(path) {
    rows_({}, [](Connection& connection) { prepare(connection); });
  }

  void change(const JournalKey& key, const Change& change, const CancellationToken& stop) override {
    rows_(stop, [&](Connection& connection) {
      Writing writing(connection);
      SqliteTransaction transaction(connection);
      std::optional<Row> row = read_row(connection, key);
      if (change(row, transaction) == Write::no) return;
      row->entry.changed_at = transaction.now();
      write_row(connection, *row);
      writing.commit();
    });
  }

  std::optional<JournalEntry> find(const JournalKey& key, const CancellationToken& stop) override {
    return rows_(stop, [&](Connection& connection) -> std::optional<JournalEntry> {
      std::optional<Row> row = read_row(connection, key);
      if (!row) return std::nullopt;
      return std::move(row->entry);
    });
  }

  std::vector<JournalEntry> entries(const Selection& selection, const CancellationToken& stop) override {
    return rows_(stop, [&](Connection& connection) { return read_entries(connection, selection); });
  }

  Spending totals(const JournalScope& scope, TimePoint since, const CancellationToken& stop) override {
    return rows_(stop, [&](Connection& connection) { return read_totals(connection, scope, since); });
  }

  void renew(const std::string& owner, milliseconds lease, const CancellationToken& stop) override {
    rows_(stop, [&](Connection& connection) {
      connection("UPDATE entries SET lease_until = ? WHERE owner = ? AND owner <> ''")
          .bind(microseconds_of(std::chrono::system_clock::now() + lease))
          .bind(owner)
          .run();
    });
  }

  milliseconds turn(const std::string& service, int per_minute, const CancellationToken& stop) override;
  std::uint64_t wait_for_change(std::uint64_t seen, milliseconds longest, const CancellationToken& stop) override;

 private:
  Guarded rows_;
  Guarded watch_;  // sees what rows_ writes as it sees what others write
};

milliseconds SqliteStore::turn(const std::string& service, int per_minute, const CancellationToken& stop) {
  return rows_(stop, [&](Connection& connection) {
    constexpr std::int64_t minute = 60'000'000;
    const std::int64_t now = microseconds_of(std::chrono::system_clock::now());
    Writing writing(connection);
    Statement& earlier = connection(
        "SELECT taken_at FROM turns WHERE service = ? AND taken_at > ? ORDER BY taken_at DESC LIMIT 1 OFFSET ?");
    if (earlier.bind(service).bind(now - minute).bind(std::int64_t{per_minute} - 1).step()) {
      const std::chrono::microseconds wait(earlier.integer() + minute - now);
      earlier.reset();
      return std::clamp(std::chrono::ceil<milliseconds>(wait), milliseconds(1), milliseconds(60'000));
    }
    connection("DELETE FROM turns WHERE taken_at <= ? OR taken_at > ?").bind(now - minute).bind(now + minute).run();
    connection("INSERT INTO turns VALUES (?, ?)").bind(service).bind(now).run();
    writing.commit();
    return milliseconds(0);
  });
}

std::uint64_t SqliteStore::wait_for_change(std::uint64_t seen, milliseconds longest, const CancellationToken& stop) {
  const auto until = std::chrono::steady_clock::now() + longest;
  auto next_look = std::chrono::steady_clock::now();
  while (true) {
    const auto version = watch_(stop, [](Connection& connection) {
      Statement& statement = connection("PRAGMA data_version");
      statement.step();
      const auto found = static_cast<std::uint64_t>(statement.integer());
      statement.reset();
      return found;
    });
    if (version != seen || std::chrono::steady_clock::now() >= until) return version;
    next_look = std::min(std::chrono::steady_clock::now() + between_looks, until);
    while (std::chrono::steady_clock::now() < next_look) {
      if (stop.is_cancelled()) raise(interrupted());
      std::this_thread::sleep_until(std::min(next_look, std::chrono::steady_clock::now() + longest_nap));
    }
  }
}

// Follows a link to the place of the database, which need not exist yet.
std::filesystem::path without_links(std::filesystem::path file) {
  std::error_code error;
  constexpr int most = 40;  // as Linux has it
  for (int i = 0; i < most && std::filesystem::is_symlink(file, error); ++i) {
    file = file.parent_path() / std::filesystem::read_symlink(file, error);
  }
  const std::filesystem::path found = std::filesystem::weakly_canonical(file, error);
  return found.empty() ? file : found;
}

}  // namespace

std::unique_ptr<Store> open_store(const std::string& path, const SharedFileSystem& shared) {
  std::error_code ignored;
  const std::filesystem::path file = without_links(std::filesystem::absolute(os::path_from_utf8(path), ignored));
  if (path.empty() || !file.has_filename()) raise(journal_error("A journal needs the path of a file."));
  if (const std::string name = shared(file.parent_path()); !name.empty()) {
    raise(journal_error("The journal " + path + " would be on a file system that machines may share (" + name +
                        "), where SQLite's locks do not hold. Put it on a local disk, or use postgres_journal()."));
  }
  return std::make_unique<SqliteStore>(os::utf8_from_path(file));
}

}  // namespace segmind::journal::sqlite

namespace segmind {

std::shared_ptr<Journal> sqlite_journal(const std::string& path) { return try_sqlite_journal(path).value(); }

Result<std::shared_ptr<Journal>> try_sqlite_journal(const std::string& path) noexcept {
  return journal::opened([&] { return journal::sqlite::open_store(path); });
}

}  // namespace segmind
