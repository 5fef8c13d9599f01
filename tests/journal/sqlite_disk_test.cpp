// Disks that are full or may not be written to. In a namespace of mounts that ends with the test, where root may make
// one; skipped elsewhere.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>
#include <iostream>

#include "../temporary_folder.hpp"
#include "segmind/journal/sqlite.hpp"
#include "small_disk.hpp"

namespace segmind::testing {
namespace {

Intention intention(const std::string& text) {
  Intention wanted;
  wanted.key = {{"http://127.0.0.1", "film"}, text};
  wanted.owner = "somebody";
  wanted.digest = "a digest";
  wanted.request = std::string(20'000, 'r');
  return wanted;
}

/// 0 where an error says it in those words.
template <typename T>
int says(const Result<T>& told, const char* words) {
  if (told) return 2;
  if (told.error().kind == ErrorKind::journal && told.error().message.find(words) != std::string::npos) return 0;
  std::cerr << told.error().describe() << '\n';
  return 3;
}

TEST(SqliteDisk, ThatIsFullIsSaidAndLosesNothingThatWasWritten) {
  const TemporaryFolder folder;
  const int result = on_a_small_disk(folder.path(), [&] {
    const auto journal = sqlite_journal(folder.file("journal.db"));
    std::size_t written = 0;
    auto told = journal->begin(intention("0"));
    for (; told; told = journal->begin(intention(std::to_string(written)))) ++written;
    if (const int wrong = says(told, "Its disk is full")) return wrong;
    if (journal->entries(std::nullopt, {}).value().size() != written) return 4;
    const auto again = sqlite_journal(folder.file("journal.db"));
    return again->entries(std::nullopt, {}).value().size() == written ? 0 : 5;
  });
  if (result == not_here) GTEST_SKIP() << "No disk of one's own can be had here.";
  EXPECT_EQ(result, 0);
}

// SIGXFSZ ends a program that does not ask for another fate. The journal is opened, written and closed on the program's
// own thread here, which blocks no signal.
TEST(SqliteDisk, ALimitOfFileSizesEndsNoProgram) {
  const TemporaryFolder folder;
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_DFL);
    auto journal = sqlite_journal(folder.file("journal.db"));
    std::size_t written = 0;
    auto told = journal->begin(intention("0"));
    const auto go_on = [&](std::size_t to) {
      for (; told && written < to; told = journal->begin(intention(std::to_string(written)))) ++written;
    };
    go_on(10);
    constexpr rlim_t bytes = 64 << 10;  // less than is there: the journal grows no more, nor does its end tidy it up
    const rlimit limit{bytes, bytes};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    go_on(1000);
    int wrong = !told && told.error().kind == ErrorKind::journal ? 0 : 1;
    if (journal->entries(std::nullopt, {}).value().size() != written) wrong = 2;
    journal.reset();
    const auto again = try_sqlite_journal(folder.file("journal.db"));
    if (!again || (*again)->entries(std::nullopt, {}).value().size() != written) wrong = 3;
    ::_exit(wrong);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFEXITED(status)) << "signal " << WTERMSIG(status);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(SqliteDisk, ThatMayNotBeWrittenToIsSaidBeforeAnythingIsSent) {
  const TemporaryFolder folder;
  const int result = on_a_small_disk(folder.path(), [&] {
    sqlite_journal(folder.file("journal.db"))->begin(intention("0")).value();
    if (::mount("none", folder.path().c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) != 0) return not_here;
    return says(try_sqlite_journal(folder.file("journal.db")), "may not be written to");
  });
  if (result == not_here) GTEST_SKIP() << "No disk of one's own can be had here.";
  EXPECT_EQ(result, 0);
}

TEST(SqliteDisk, OfAFileThatMayNotBeWrittenToIsSaid) {
  const TemporaryFolder folder;
  const int result = on_a_small_disk(folder.path(), [&] {
    ::chmod(folder.path().c_str(), 0777);
    if (::setuid(65534) != 0) return not_here;  // for root every file may be written to
    const auto journal = sqlite_journal(folder.file("journal.db"));
    journal->begin(intention("0")).value();
    ::chmod(folder.file("journal.db").c_str(), 0444);
    ::chmod(folder.file("journal.db-wal").c_str(), 0444);
    return says(try_sqlite_journal(folder.file("journal.db")), "may not be written to");
  });
  if (result == not_here) GTEST_SKIP() << "No disk of one's own can be had here.";
  EXPECT_EQ(result, 0);
}

}  // namespace
}  // namespace segmind::testing
