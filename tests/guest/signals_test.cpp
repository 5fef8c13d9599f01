// A program that reaps every child, whoever started it, and whose threads are interrupted all the time.

#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "../integration/service.hpp"

namespace segmind::testing {
namespace {

std::atomic<int> reaped{0};
std::atomic<int> interrupted{0};

/// A handler that interrupts what it finds (no SA_RESTART), for as long as this lives.
class Handler {
 public:
  Handler(int signal, void (*handle)(int)) : signal_(signal) {
    struct sigaction action {};
    action.sa_handler = handle;
    ::sigaction(signal_, &action, &before_);
  }
  ~Handler() { ::sigaction(signal_, &before_, nullptr); }

 private:
  const int signal_;
  struct sigaction before_ {};
};

void reap_all(int) {
  const int before = errno;
  while (::waitpid(-1, nullptr, WNOHANG) > 0) ++reaped;
  errno = before;
}

TEST(ForeignReaper, TakesTheSandboxsChildrenAndItDrawsAllTheSame) {
  if (sandbox::Server().notice().find("ffmpeg") != std::string::npos) GTEST_SKIP() << "ffmpeg is not here";
  const Handler handler(SIGCHLD, reap_all);
  sandbox::Server server;
  EXPECT_EQ(server.notice(), "");
  Client client(options_for(server));
  const auto video = client.try_generate(a_request());
  ASSERT_TRUE(video);
  EXPECT_GT(video->bytes().size(), 12'000U) << "the shipped clip has less";
  EXPECT_EQ(server.notice(), "");
  EXPECT_GT(reaped, 0);
}

TEST(ForeignReaper, FindsNoChildOfTheLibrarys) {
  sandbox::Server server(quick());
  Client client(options_for(server));
  std::atomic<bool> enough{false};
  std::atomic<int> children{0};
  std::thread reaper([&] {
    while (!enough) {
      if (::waitpid(-1, nullptr, 0) > 0) ++children;
      std::this_thread::sleep_for(1ms);
    }
  });
  EXPECT_TRUE(client.try_generate(a_request()));
  EXPECT_TRUE(client.try_records());
  enough = true;
  reaper.join();
  EXPECT_EQ(children, 0);
}

/// SIGALRM 2,000 times a second for this thread, for as long as it lives.
class Interruptions {
 public:
  Interruptions()
      : handler_(SIGALRM, [](int) { ++interrupted; }), target_(::pthread_self()), thread_([this] { run(); }) {}
  ~Interruptions() {
    enough_ = true;
    thread_.join();
  }

 private:
  void run() {
    while (!enough_) {
      ::pthread_kill(target_, SIGALRM);
      std::this_thread::sleep_for(500us);
    }
  }
  const Handler handler_;
  const pthread_t target_;
  std::atomic<bool> enough_{false};
  std::thread thread_;
};

class Interrupted : public ::testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(, Interrupted, ::testing::Values(false, true),
                         [](const auto& pumped) { return pumped.param ? "pumped" : "with_a_thread"; });

TEST_P(Interrupted, CallsNeitherFailNorPayAgain) {
  constexpr int rounds = 20;
  const TemporaryFolder folder;
  sandbox::Server server(quick());
  ClientOptions options = options_for(server);
  options.pumped = GetParam();
  options.journal = memory_journal();
  Client client(options);
  interrupted = 0;
  {
    const Interruptions storm;
    for (int i = 0; i < rounds; ++i) {
      const std::string name = "shot-" + std::to_string(i);
      CallOptions call;
      call.idempotency_key = name;
      call.sink = Sink::file(folder.file(name + ".mp4"));
      call.through_queue = i % 2 == 1;
      EXPECT_TRUE(client.try_generate(a_request(), call));
      EXPECT_TRUE(client.try_upload(folder.file(name + ".mp4")));
    }
  }
  EXPECT_GT(interrupted, rounds);
  EXPECT_EQ(server.counts().generate + server.counts().submit, static_cast<std::uint64_t>(rounds));
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    EXPECT_TRUE(is_clip(content_of(entry.path().string()))) << entry.path();
  }
}

}  // namespace
}  // namespace segmind::testing
