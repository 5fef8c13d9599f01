// The sandbox as a part of somebody's program: one that forks, ignores signals, has no room for files, or throws.

#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

#include "../temporary_folder.hpp"
#include "sandbox_call.hpp"

namespace segmind::testing {
namespace {

using namespace std::chrono_literals;
using sandbox::Counts;
using sandbox::SeenRequest;
using sandbox::Server;

/// How a child ended; a child that does not end within ten seconds is killed.
int status_of(pid_t child) {
  int status = 0;
  for (int i = 0; i < 1000; ++i) {
    if (::waitpid(child, &status, WNOHANG) == child) return status;
    ::usleep(10'000);
  }
  ::kill(child, SIGKILL);
  ::waitpid(child, &status, 0);
  return status;
}

template <typename F>
pid_t in_a_child(F&& work) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  work();
  std::exit(0);  // with the destructors of what has static storage
}

TEST(SandboxInAProcess, AnswersOnWhenAChildOfForkExits) {
  static Server server(shipped_clips());
  Caller call(server);
  EXPECT_EQ(call.generate().status, 200);
  EXPECT_EQ(status_of(in_a_child([] {})), 0);
  call.timeout_ms = 5'000;
  EXPECT_EQ(call.generate().status, 200) << "on the connection that was there";
  EXPECT_EQ(Caller(server).generate().status, 200) << "on a new one";
}

TEST(SandboxInAProcess, AnswersOnWhenAChildDestroysItAndGoesOn) {
  auto server = std::make_unique<Server>();  // with those who draw
  Caller call(*server);
  call.timeout_ms = 5'000;
  ASSERT_EQ(call.api_get("/v1/get-user-credits").status, 200);  // its thread rests, and leaves a child nothing to leak
  EXPECT_EQ(status_of(in_a_child([&] { server.reset(); })), 0);
  EXPECT_EQ(call.api_get("/v1/get-user-credits").status, 200);
}

TEST(SandboxInAProcess, OfAChildIsAChildsOwn) {
  const auto work = [] {
    Server server(shipped_clips());
    if (Caller(server).generate().status != 200) ::_exit(1);
  };
  EXPECT_EQ(status_of(in_a_child(work)), 0);
}

TEST(SandboxInAProcess, SwallowsWhatItsObserverThrows) {
  Server server(shipped_clips());
  Caller call(server);
  server.on_answer([](const SeenRequest&) { throw std::runtime_error("no room for the log"); });
  EXPECT_EQ(call.generate().status, 200);
  server.on_answer([](const SeenRequest&) { throw 1; });
  EXPECT_EQ(call.generate().status, 200);
  server.hold();
  call.timeout_ms = 50;
  EXPECT_EQ(call.generate().status, 0);
  ASSERT_TRUE(server.wait_for([](const Counts& counts) { return counts.abandoned == 1; }));
  server.on_answer(nullptr);
  server.release();
  call.timeout_ms = 5'000;
  EXPECT_EQ(call.generate().status, 200);
}

class SandboxDraws : public ::testing::Test {
 protected:
  void SetUp() override {
    if (Server().notice().find("ffmpeg") != std::string::npos) GTEST_SKIP() << "ffmpeg is not here";
  }

  static void expect_a_drawn_clip() {
    Server server;
    EXPECT_EQ(server.notice(), "");
    const auto clip = Caller(server).generate().body;
    EXPECT_EQ(clip.substr(4, 4), "ftyp");
    EXPECT_GT(clip.size(), 12'000U) << "the shipped clip has less";
    EXPECT_EQ(server.notice(), "");
  }
};

class SandboxWithoutChildren : public SandboxDraws {
 protected:
  void SetUp() override {
    SandboxDraws::SetUp();
    before_ = ::signal(SIGCHLD, SIG_IGN);
  }
  void TearDown() override { ::signal(SIGCHLD, before_); }

 private:
  void (*before_)(int) = SIG_DFL;
};

TEST_F(SandboxWithoutChildren, DrawsThoughNobodyLearnsHowAProgramEnded) { expect_a_drawn_clip(); }

TEST_F(SandboxWithoutChildren, KnowsAReferenceThatIsNone) {
  Server server;
  const auto text = server.add_file("this is no picture", "image/png");
  const auto clip =
      Caller(server).generate(R"({"prompt":"Image1","duration":2,"reference_images":")" + text + R"("})").body;
  EXPECT_GT(clip.size(), 12'000U);
  EXPECT_EQ(server.notice(), "");
}

TEST_F(SandboxWithoutChildren, SaysThatFfmpegIsMissingWhereItIs) {
  sandbox::Options options;
  options.ffmpeg = "no-such-ffmpeg";
  EXPECT_NE(Server(options).notice().find("ffmpeg was not found (no-such-ffmpeg)"), std::string::npos);
}

TEST(SandboxNotice, TellsAMissingProgramFromOneThatDoesNotWork) {
  const TemporaryFolder folder;
  sandbox::Options options;
  options.ffmpeg = "/bin/false";
  const auto useless = Server(options).notice();
  EXPECT_EQ(useless.find("not found"), std::string::npos) << useless;
  EXPECT_NE(useless.find("/bin/false"), std::string::npos) << useless;
  options.ffmpeg = folder.path().string();
  const auto refused = Server(options).notice();
  EXPECT_EQ(refused.find("not found"), std::string::npos) << refused;
  EXPECT_NE(refused.find("ermission denied"), std::string::npos) << refused;
}

/// TMPDIR set to another value for as long as this lives.
class TmpDir {
 public:
  explicit TmpDir(const char* value) {
    if (const char* before = ::getenv("TMPDIR")) before_ = before;
    ::setenv("TMPDIR", value, 1);
  }
  ~TmpDir() { before_.empty() ? ::unsetenv("TMPDIR") : ::setenv("TMPDIR", before_.c_str(), 1); }

 private:
  std::string before_;
};

TEST_F(SandboxDraws, WhereTmpdirIsNoFolder) {
  const TmpDir missing("/nowhere/at/all");
  expect_a_drawn_clip();
}

TEST(SandboxWithoutTmpdir, StartsAllTheSame) {
  const TmpDir missing("/nowhere/at/all");
  Server server;
  EXPECT_EQ(Caller(server).api_get("/v1/get-user-credits").status, 200);
}

}  // namespace
}  // namespace segmind::testing
