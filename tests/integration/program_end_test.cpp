#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tls_sandbox.hpp"

// OpenSSL takes itself down in exit(), whoever is inside.
namespace segmind::testing {
namespace {

class ProgramEnd : public ::testing::TestWithParam<const char*> {
 protected:
  ProgramEnd() { secure.server.hold(); }

  /// Runs exiting_program in that way. Returns its exit code, or minus the signal that ended it.
  int ends(const std::string& way, std::chrono::microseconds delay) {
    const std::string time = std::to_string(delay.count()), output = folder.file("output");
    const std::string url = secure.server.base_url(), key = secure.server.api_key();
    const pid_t child = ::fork();
    if (child == 0) {
      ::alarm(20);
      ::dup2(::open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDOUT_FILENO);
      ::execl(EXITING_PROGRAM, EXITING_PROGRAM, url.c_str(), key.c_str(), secure.ca_file().c_str(), way.c_str(),
              time.c_str(), nullptr);
      ::_exit(99);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    said = content_of(output);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

  TemporaryFolder folder;
  TlsSandbox secure{"IP:127.0.0.1"};
  std::string said;
};

TEST_P(ProgramEnd, EndsWellWhenTheProgramExitsWhileCallsOverTlsAreUnderWay) {
#if defined(__SANITIZE_THREAD__)
  constexpr int runs = 6;  // each program then waits a second for what its threads may still do
  if (GetParam() == std::string("child_at_work")) {
    GTEST_SKIP() << "ThreadSanitizer lets no child of a program with threads start another one.";
  }
#else
  constexpr int runs = 40;
#endif
  int failed = 0;
  for (int i = 0; i < runs && failed < 5; ++i) {
    const std::chrono::microseconds delay(i * 6'000 / runs);
    const int code = ends(GetParam(), delay);
    if (code == 7 && said == "last words") continue;
    ++failed;
    ADD_FAILURE() << "after " << delay.count() << " us: exit code " << code << ", said \"" << said << '"';
  }
  EXPECT_EQ(failed, 0) << "of " << runs;
}

INSTANTIATE_TEST_SUITE_P(, ProgramEnd,
                         ::testing::Values("leaked", "global", "early", "pumped", "waiting", "journal", "late_journal",
                                           "from_journal", "callback", "pumped_callback", "child", "child_at_work"),
                         [](const auto& way) { return std::string(way.param); });

}  // namespace
}  // namespace segmind::testing
