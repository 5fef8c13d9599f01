// A PostgreSQL that restarts, fails over, forgets or refuses.
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <thread>

#include "cutting_proxy.hpp"
#include "postgres_server.hpp"
#include "segmind/exception.hpp"
#include "segmind/journal/postgres.hpp"

namespace segmind::testing {
namespace {

using Outcome = Beginning::Outcome;

Intention intention(const std::string& text = "shot-042") {
  Intention wanted;
  wanted.key = {{"http://127.0.0.1", "film"}, text};
  wanted.owner = "somebody";
  wanted.digest = "a digest";
  wanted.dollars = 0.625;
  return wanted;
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// One server for all tests that leave it as it was.
PostgresServer& server() {
  static PostgresServer one;
  return one;
}

class PostgresJournal : public ::testing::Test {
 protected:
  PostgresJournal() { server().sql("DROP SCHEMA IF EXISTS segmind_journal CASCADE"); }
  static std::shared_ptr<Journal> open() { return postgres_journal(server().connection()); }
};

TEST_F(PostgresJournal, IsMadeOnceHoweverManyOpenItAtATime) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([i] { EXPECT_TRUE(open()->begin(intention(std::to_string(i)))); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(open()->entries(std::nullopt, {}).value().size(), 8U);
}

TEST_F(PostgresJournal, IsRefusedWhereANewerVersionHasMadeIt) {
  open();
  server().sql("INSERT INTO segmind_journal.version VALUES (1000)");
  const auto journal = try_postgres_journal(server().connection());
  ASSERT_FALSE(journal);
  EXPECT_EQ(journal.error().kind, ErrorKind::journal);
  EXPECT_TRUE(holds(journal.error().message, "newer version")) << journal.error().message;
}

TEST_F(PostgresJournal, NeverShowsAPassword) {
  const std::string folder = server().socket_folder();
  const std::string secret = "hush:7/SECRET";
  for (const std::string& connection :
       {server().connection_of("journal", secret), server().connection_of("nobody_here", secret),
        "postgresql://journal:hush%3A7%2FSECRET@/journals?host=" + folder,
        "postgresql://journal:" + secret + "@/[broken", "host='" + folder + "' password=" + secret + " and more",
        "password='" + secret, "host=/no/such/folder password='" + secret + "'"}) {
    const CancellationSource stop;
    const auto journal = try_postgres_journal(connection);
    ASSERT_FALSE(journal) << connection;
    EXPECT_EQ(journal.error().kind, ErrorKind::journal);
    EXPECT_FALSE(holds(journal.error().describe(), "SECRET")) << journal.error().describe();
  }
}

// As a server does whose log or trigger repeats what it was sent.
TEST_F(PostgresJournal, ShowsNoPasswordThatTheServerRepeats) {
  const auto journal = open();
  server().sql(
      "CREATE FUNCTION segmind_journal.repeat() RETURNS trigger LANGUAGE plpgsql AS"
      " 'BEGIN RAISE EXCEPTION ''no %, no entry: %'', ''" +
      PostgresServer::password() + "'', ''" + PostgresServer::password() + "''; END'");
  server().sql(
      "CREATE TRIGGER repeats BEFORE INSERT ON segmind_journal.entries"
      " EXECUTE FUNCTION segmind_journal.repeat()");
  const auto told = journal->begin(intention());
  ASSERT_FALSE(told);
  EXPECT_FALSE(holds(told.error().describe(), PostgresServer::password())) << told.error().describe();
  EXPECT_TRUE(holds(told.error().message, "no ***, no entry: ***")) << told.error().message;
}

TEST_F(PostgresJournal, SaysWhatToDoWhereItMayNotWrite) {
  open();
  server().sql("ALTER ROLE journal SET default_transaction_read_only = on");
  const auto journal = try_postgres_journal(server().connection());
  const auto told = journal ? (*journal)->begin(intention()) : Result<Beginning>(journal.error());
  server().sql("ALTER ROLE journal RESET default_transaction_read_only");
  ASSERT_FALSE(told);
  EXPECT_TRUE(holds(told.error().message, "name the primary")) << told.error().message;
}

TEST_F(PostgresJournal, SaysWhatToDoWhereItsUserHasNoRights) {
  server().sql("CREATE ROLE guest LOGIN PASSWORD 'hush:8/secret'");
  const auto journal = try_postgres_journal(server().connection_of("guest", "hush:8/secret"));
  ASSERT_FALSE(journal);
  EXPECT_TRUE(holds(journal.error().message, "needs the right to create a schema")) << journal.error().message;
}

TEST_F(PostgresJournal, KeepsARequestThatIsLongerThanWhatASocketHolds) {
  Intention wanted = intention();
  wanted.request = std::string(20'000'000, 'x');
  ASSERT_TRUE(open()->begin(wanted));
  EXPECT_EQ(open()->find(wanted.key).value().value().request, wanted.request);
}

TEST_F(PostgresJournal, ReadsACommitAgainWhoseOutcomeIsUnknown) {
  const TemporaryFolder folder;
  CuttingProxy proxy(folder.path(), server().socket_folder());
  const auto journal = postgres_journal("host='" + folder.path().string() +
                                        "' dbname=journals user=journal password='" + PostgresServer::password() + "'");
  int cuts = 0;
  for (const auto where : {CuttingProxy::Cut::before_the_commit, CuttingProxy::Cut::after_the_commit}) {
    const Intention wanted = intention(std::to_string(cuts));
    proxy.cut(where);
    const Beginning told = journal->begin(wanted).value();
    EXPECT_EQ(told.outcome, Outcome::mine) << "Its own entry is not in flight elsewhere.";
    EXPECT_EQ(told.entry.epoch, 1U);
    proxy.cut(where);
    EXPECT_EQ(journal->leaving(wanted.key, 1).value(), Leave::may_leave);
    EXPECT_EQ(journal->leaving(wanted.key, 1).value(), Leave::no_longer_yours);
    proxy.cut(where);
    EXPECT_EQ(journal->submitted(wanted.key, 1, "job " + wanted.key.text).value(), Ownership::this_intention);
    JournalEnd end;
    end.charge = Charge::charged;
    proxy.cut(where);
    EXPECT_TRUE(journal->ended(wanted.key, 1, end));
    const JournalEntry entry = journal->find(wanted.key).value().value();
    EXPECT_EQ(entry.state, JournalState::done);
    EXPECT_EQ(entry.attempts.size(), 1U);
    EXPECT_EQ(proxy.cuts(), cuts += 4);
  }
}

TEST_F(PostgresJournal, StopsWaitingForAnothersLockWithin100Ms) {
  const auto journal = open();
  auto other = std::async(std::launch::async,
                          [] { server().sql("BEGIN; LOCK TABLE segmind_journal.entries; SELECT pg_sleep(2)"); });
  while (server().sql("SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock'"
                      " AND relation = 'segmind_journal.entries'::regclass") != "1\n") {
  }
  const CancellationSource stop;
  std::promise<void> begun;
  auto waiting = std::async(std::launch::async, [&] {
    begun.set_value();
    return journal->begin(intention(), stop.token());
  });
  begun.get_future().wait();
  stop.cancel();
  EXPECT_EQ(waiting.wait_for(std::chrono::milliseconds(100)), std::future_status::ready);
  const auto told = waiting.get();
  ASSERT_FALSE(told);
  EXPECT_EQ(told.error().kind, ErrorKind::cancelled);
}

TEST(PostgresServer, ThatDoesNotFlushIsRefused) {
  const PostgresServer careless("fsync = off");
  const auto journal = try_postgres_journal(careless.connection());
  ASSERT_FALSE(journal);
  EXPECT_TRUE(holds(journal.error().message, "fsync=on")) << journal.error().message;
}

// Answered is on the disk, though the server would rather have waited.
TEST(PostgresServer, KeepsWhatItAnsweredAndIsWaitedForWhileItRestarts) {
  PostgresServer server("synchronous_commit = off\nwal_writer_delay = 10s");
  const auto journal = postgres_journal(server.connection());
  EXPECT_EQ(journal->begin(intention()).value().outcome, Outcome::mine);
  server.stop("immediate");
  auto leaving = std::async(std::launch::async, [&] { return journal->leaving(intention().key, 1); });
  server.start();
  EXPECT_EQ(leaving.get().value(), Leave::may_leave);
}

TEST(PostgresServer, OnANewTimelinePaysNothingUntilThatIsConfirmed) {
  PostgresServer server;
  const auto journal = postgres_journal(server.connection());
  journal->begin(intention("before")).value();
  ASSERT_EQ(journal->leaving(intention("before").key, 1).value(), Leave::may_leave);
  journal->begin(intention("begun")).value();
  server.begin_new_timeline();
  for (const Error& error :
       {journal->begin(intention("after")).error(), journal->leaving(intention("begun").key, 1).error()}) {
    EXPECT_EQ(error.kind, ErrorKind::journal);
    EXPECT_TRUE(holds(error.message, "confirm_postgres_journal()")) << error.message;
  }
  EXPECT_FALSE(postgres_journal(server.connection())->begin(intention("after"))) << "Nor does one that comes later.";
  EXPECT_EQ(journal->submitted(intention("before").key, 1, "job-1").value(), Ownership::this_intention);
  EXPECT_EQ(journal->entries(std::nullopt, {}).value().size(), 2U);
  confirm_postgres_journal(server.connection());
  EXPECT_EQ(journal->begin(intention("after")).value().outcome, Outcome::mine);
  EXPECT_EQ(journal->leaving(intention("begun").key, 1).value(), Leave::may_leave);
}

}  // namespace
}  // namespace segmind::testing
