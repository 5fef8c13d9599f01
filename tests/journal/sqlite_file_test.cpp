// The file of a journal on SQLite: what it refuses, what it survives, and that what it answers is on the disk.
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>
#include <thread>

#include "../temporary_folder.hpp"
#include "segmind/exception.hpp"
#include "segmind/journal/sqlite.hpp"

namespace {
std::atomic<int> flushes{0};
}

// Before the system's own, which the SQLite library would find: counts what is flushed to the disk.
extern "C" int fdatasync(int file) {
  ++flushes;
  return static_cast<int>(::syscall(SYS_fdatasync, file));
}
extern "C" int fsync(int file) {
  ++flushes;
  return static_cast<int>(::syscall(SYS_fsync, file));
}

namespace segmind::testing {
namespace {

Intention intention(const std::string& text = "shot-042") {
  Intention wanted;
  wanted.key = {{"http://127.0.0.1", "film"}, text};
  wanted.owner = "somebody";
  wanted.digest = "a digest";
  return wanted;
}

class SqliteFile : public ::testing::Test {
 protected:
  std::shared_ptr<Journal> open() const { return sqlite_journal(path); }
  std::string refusal() const {
    const auto journal = try_sqlite_journal(path);
    if (journal) return "It was not refused.";
    EXPECT_EQ(journal.error().kind, ErrorKind::journal);
    return journal.error().message;
  }
  void run_sql(const std::string& sql) const {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
    sqlite3_close(database);
  }
  std::string content() const {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void put(const std::string& bytes) const { std::ofstream(path, std::ios::binary) << bytes; }

  const TemporaryFolder folder;
  const std::string path = folder.file("journal.db");
};

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST_F(SqliteFile, IsRefusedWhereItIsNoDatabase) {
  const std::string before = "This is a letter, and no database at all. " + std::string(5000, 'x');
  put(before);
  EXPECT_TRUE(holds(refusal(), "It is no SQLite database")) << refusal();
  EXPECT_EQ(content(), before);
}

TEST_F(SqliteFile, IsRefusedAndLeftAloneWhereItIsAnotherPrograms) {
  run_sql("CREATE TABLE letters (text); INSERT INTO letters VALUES ('dear');");
  const std::string before = content();
  EXPECT_TRUE(holds(refusal(), "another program")) << refusal();
  EXPECT_EQ(content(), before);
}

TEST_F(SqliteFile, IsRefusedWhereANewerVersionHasWrittenIt) {
  open()->begin(intention()).value();
  run_sql("PRAGMA user_version = 1000");
  EXPECT_TRUE(holds(refusal(), "newer version")) << refusal();
}

TEST_F(SqliteFile, IsReadAsEachVersionOfTheLibraryHasWrittenIt) {
  std::ifstream dump(SCHEMA_1);
  run_sql(std::string(std::istreambuf_iterator<char>(dump), {}));
  const auto journal = open();
  const auto entries = journal->entries(std::nullopt, {}).value();
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].key.text, "takes/01.mp4");
  EXPECT_EQ(entries[0].state, JournalState::done);
  EXPECT_EQ(entries[0].attempts.at(0).record_id, "job-1");
  EXPECT_DOUBLE_EQ(entries[0].attempts.at(0).dollars, 0.7);
  EXPECT_EQ(entries[1].state, JournalState::leaving);
  EXPECT_EQ(journal->begin(intention()).value().outcome, Beginning::Outcome::mine);
}

// Whoever writes into it can lock a key up, but not make it look as if its lease had ended.
TEST_F(SqliteFile, TellsTimesThatNoClockTellsAsTheFarthestThatOneTells) {
  const auto journal = open();
  const std::uint64_t epoch = journal->begin(intention()).value().entry.epoch;
  ASSERT_EQ(journal->leaving(intention().key, epoch).value(), Leave::may_leave);
  run_sql("UPDATE entries SET lease_until = 9223372036854775807, begun_at = -9223372036854775808");
  const JournalEntry entry = journal->find(intention().key).value().value();
  EXPECT_GT(entry.lease_until, std::chrono::system_clock::now());
  EXPECT_LT(entry.begun_at, std::chrono::system_clock::now());
  EXPECT_EQ(journal->begin(intention()).value().outcome, Beginning::Outcome::in_flight);
}

TEST_F(SqliteFile, IsMadeOnceHoweverManyOpenItAtATime) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] { EXPECT_TRUE(open()->begin(intention(std::to_string(i)))); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(open()->entries(std::nullopt, {}).value().size(), 8U);
}

// SQLite gives up at once where two begin to use WAL, and asks no busy handler.
TEST_F(SqliteFile, WaitsForWhoeverElseIsMakingIt) {
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  auto opened = std::async(std::launch::async, [&] { return try_sqlite_journal(path); });
  EXPECT_EQ(opened.wait_for(std::chrono::milliseconds(200)), std::future_status::timeout);
  sqlite3_close(other);
  const auto journal = opened.get();
  ASSERT_TRUE(journal) << journal.error().message;
  EXPECT_TRUE((*journal)->begin(intention()));
}

TEST_F(SqliteFile, NeedsAFolderThatIsThereAndAName) {
  for (const std::string& wrong : {folder.file("no/such/journal.db"), folder.path().string(), std::string()}) {
    const auto journal = try_sqlite_journal(wrong);
    ASSERT_FALSE(journal) << wrong;
    EXPECT_EQ(journal.error().kind, ErrorKind::journal);
  }
  EXPECT_THROW(sqlite_journal(folder.file("no/such/journal.db")), JournalError);
}

TEST_F(SqliteFile, TakesAPathInUtf8) {
  const std::string name = folder.file("\xC3\xA4\xE6\x97\xA5 journal.db");
  sqlite_journal(name)->begin(intention()).value();
  EXPECT_TRUE(std::filesystem::exists(name));
}

TEST_F(SqliteFile, HasEveryAnswerOnTheDisk) {
  const auto journal = open();
  const Intention wanted = intention();
  const auto flushed_by = [](const auto& call) {
    const int before = flushes;
    EXPECT_TRUE(call());
    return flushes - before;
  };
  std::uint64_t epoch = 0;
  EXPECT_GT(flushed_by([&] {
              const auto told = journal->begin(wanted);
              epoch = told->entry.epoch;
              return told.has_value();
            }),
            0);
  EXPECT_GT(flushed_by([&] { return journal->leaving(wanted.key, epoch).has_value(); }), 0);
  EXPECT_GT(flushed_by([&] { return journal->submitted(wanted.key, epoch, "job-1").has_value(); }), 0);
  EXPECT_GT(flushed_by([&] { return journal->ended(wanted.key, epoch, {}).has_value(); }), 0);
}

// Whatever is damaged, a call answers or fails with words.
TEST_F(SqliteFile, IsNoDangerWhenItIsDamaged) {
  {
    const auto journal = open();
    for (int i = 0; i < 200; ++i) {
      Intention wanted = intention(std::to_string(i));
      wanted.request = std::string(500, 'r');
      ASSERT_TRUE(journal->begin(wanted));
    }
  }
  const std::string whole = content();
  int failed = 0;
  for (std::size_t page = 0; page * 4096 < whole.size(); ++page) {
    std::string damaged = whole;
    for (std::size_t i = 0; i < 4096; ++i) damaged[page * 4096 + i] = static_cast<char>(i * 7 + page);
    for (const char* rest : {"-wal", "-shm"}) std::filesystem::remove(path + rest);
    put(damaged);
    const auto journal = try_sqlite_journal(path);
    const auto entries =
        journal ? (*journal)->entries(std::nullopt, {}) : Result<std::vector<JournalEntry>>(journal.error());
    if (entries) continue;
    ++failed;
    EXPECT_EQ(entries.error().kind, ErrorKind::journal);
    EXPECT_FALSE(entries.error().message.empty());
  }
  EXPECT_GT(failed, 10);
}

TEST_F(SqliteFile, StopsWaitingForAnothersLockWithin100Ms) {
  const auto journal = open();
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  const CancellationSource stop;
  std::promise<void> begun;
  auto first = std::async(std::launch::async, [&] {
    begun.set_value();
    return journal->begin(intention(), stop.token());
  });
  begun.get_future().wait();
  auto second = std::async(std::launch::async, [&] { return journal->find(intention().key, stop.token()); });
  stop.cancel();
  for (const auto& kind :
       {first.wait_for(std::chrono::milliseconds(100)), second.wait_for(std::chrono::milliseconds(100))}) {
    EXPECT_EQ(kind, std::future_status::ready);
  }
  const auto told = first.get();
  ASSERT_FALSE(told);
  EXPECT_EQ(told.error().kind, ErrorKind::cancelled);
  sqlite3_close(other);
  EXPECT_TRUE(journal->begin(intention()));
}

}  // namespace
}  // namespace segmind::testing
