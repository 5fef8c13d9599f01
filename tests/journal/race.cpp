// Many at once: threads on one handle, threads on handles of their own, and processes.
#if !defined(_WIN32)
#  include <sys/wait.h>
#  include <unistd.h>
#endif

#include <csignal>
#include <thread>

#include "conformance.hpp"

namespace segmind::testing {
namespace {

constexpr int racers = 6;

class JournalRace : public JournalConformance {
 protected:
  /// Runs it in that many threads, and adds up what each returns.
  static int in_threads(const std::function<int(int)>& run) {
    std::vector<int> counts(racers);
    std::vector<std::thread> threads;
    for (int i = 0; i < racers; ++i) threads.emplace_back([&, i] { counts[static_cast<std::size_t>(i)] = run(i); });
    for (std::thread& thread : threads) thread.join();
    int sum = 0;
    for (const int count : counts) sum += count;
    return sum;
  }

#if !defined(_WIN32)
  /// The same in that many processes. What a process finds wrong counts 100.
  int in_processes(const std::function<int(Journal&)>& run) {
    close();  // a child of fork() must not have a connection of its parent's
    std::vector<pid_t> children;
    for (int i = 0; i < racers; ++i) {
      const pid_t child = ::fork();
      if (child == 0) {
        int count = 100;
        try {
          count = run(*another_handle());
        } catch (...) {
        }
        ::_exit(count);
      }
      children.push_back(child);
    }
    int sum = 0;
    for (const pid_t child : children) {
      int status = 0;
      ::waitpid(child, &status, 0);
      sum += WIFEXITED(status) ? WEXITSTATUS(status) : 1000;
    }
    reopen();
    return sum;
  }
#endif

  /// How many keys of 20 were its own to send. Leases that end at once make all take over from all.
  static int send_all(Journal& journal, std::chrono::milliseconds lease) {
    int left = 0;
    for (int i = 0; i < 20; ++i) {
      const Intention wanted = intention(lease, std::to_string(i));
      const Beginning told = journal.begin(wanted).value();
      if (told.outcome != Outcome::mine) continue;
      if (journal.leaving(wanted.key, told.entry.epoch).value() == Leave::may_leave) ++left;
    }
    return left;
  }

  /// How many of 10 keys of its own the budget had room for.
  static int spend(Journal& journal, const std::string& whose) {
    int room = 0;
    for (int i = 0; i < 10; ++i) {
      Intention wanted = intention(long_lease, whose + std::to_string(i));
      wanted.dollars = 1;
      wanted.budget = JournalBudget{7, {}};
      if (journal.begin(wanted).value().outcome == Outcome::mine) ++room;
    }
    return room;
  }

  static int take_turns(Journal& journal) {
    int taken = 0;
    for (int i = 0; i < 5; ++i) {
      if (journal.turn("http://127.0.0.1", 11).value().count() == 0) ++taken;
    }
    return taken;
  }
};

TEST_P(JournalRace, SendsEachKeyOnceHoweverManyThreadsWantTo) {
  for (const auto lease : {long_lease, no_lease}) {
    EXPECT_EQ(in_threads([&](int) { return send_all(journal(), lease); }), lease == long_lease ? 20 : 0);
  }
}

TEST_P(JournalRace, SendsEachKeyOnceHoweverOftenItIsTakenOver) {
  EXPECT_EQ(in_threads([&](int) { return send_all(*another_handle(), no_lease); }), 20);
}

TEST_P(JournalRace, CrossesNoBudgetHoweverManySpend) {
  EXPECT_EQ(in_threads([&](int i) { return spend(*another_handle(), "thread " + std::to_string(i) + ' '); }), 7);
  EXPECT_DOUBLE_EQ(journal().totals(key().scope, {}).value().pending_dollars, 7);
}

TEST_P(JournalRace, GivesNoTurnTwice) {
  EXPECT_EQ(in_threads([&](int) { return take_turns(*another_handle()); }), 11);
}

TEST_P(JournalRace, GivesARecordToOneOfAllWhoFindIt) {
  EXPECT_EQ(in_threads([&](int i) {
              const std::string text = std::to_string(i);
              const auto handle = another_handle();
              const Beginning told = handle->begin(intention(long_lease, text)).value();
              handle->leaving(key(text), told.entry.epoch).value();
              const auto owner = handle->submitted(key(text), told.entry.epoch, "the record").value();
              return owner == Ownership::this_intention ? 1 : 0;
            }),
            1);
}

#if !defined(_WIN32)

TEST_P(JournalRace, SendsEachKeyOnceHoweverManyProcessesWantTo) {
  if (!GetParam().is_shared_by_processes) GTEST_SKIP() << "This engine is for one process.";
  EXPECT_EQ(in_processes([](Journal& journal) { return send_all(journal, no_lease); }), 20);
}

TEST_P(JournalRace, CrossesNoBudgetHoweverManyProcessesSpend) {
  if (!GetParam().is_shared_by_processes) GTEST_SKIP() << "This engine is for one process.";
  EXPECT_EQ(in_processes([](Journal& journal) { return spend(journal, std::to_string(::getpid()) + ' '); }), 7);
}

TEST_P(JournalRace, HasWrittenWhatItAnsweredWhateverKillsTheProcess) {
  if (!GetParam().is_shared_by_processes) GTEST_SKIP() << "This engine ends with its process.";
  close();
  const pid_t child = ::fork();
  if (child == 0) {
    const auto handle = another_handle();
    const Beginning told = handle->begin(intention(no_lease)).value();
    if (handle->leaving(key(), told.entry.epoch).value() == Leave::may_leave) ::kill(::getpid(), SIGKILL);
    ::_exit(1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
  reopen();
  EXPECT_EQ(find().state, JournalState::leaving);
}

TEST_P(JournalRace, IsNotForTheChildrenOfItsProcess) {
  const pid_t child = ::fork();
  if (child == 0) {
    const auto told = journal().begin(intention());
    ::_exit(!told && told.error().kind == ErrorKind::journal ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

#endif

INSTANTIATE_TEST_SUITE_P(Of, JournalRace, ::testing::Values(engine()), name_of);

}  // namespace
}  // namespace segmind::testing
