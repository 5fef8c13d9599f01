// A program that may open few files and sockets.

#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <memory>
#include <vector>

#include "../integration/service.hpp"
#include "net/driver.hpp"

namespace segmind::testing {
namespace {

std::chrono::nanoseconds processor_time() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

/// The process may open that many more descriptors, for as long as this lives; a negative number lowers the limit below
/// those that it has.
class DescriptorsLeft {
 public:
  explicit DescriptorsLeft(int left) {
    const int next = ::dup(0);
    ::close(next);
    ::getrlimit(RLIMIT_NOFILE, &before_);
    rlimit lower = before_;
    lower.rlim_cur = static_cast<rlim_t>(next + left);
    ::setrlimit(RLIMIT_NOFILE, &lower);
  }
  ~DescriptorsLeft() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

/// With either way to wait for sockets.
class FewDescriptors : public ::testing::TestWithParam<os::Poller::Kind> {
 protected:
  FewDescriptors() : before_(net::usual_poller.exchange(GetParam())) {}
  ~FewDescriptors() override { net::usual_poller = before_; }

  const os::Poller::Kind before_;
  const TemporaryFolder folder;
  sandbox::Server server{quick()};
};

INSTANTIATE_TEST_SUITE_P(Each, FewDescriptors, ::testing::Values(os::Poller::Kind::best, os::Poller::Kind::portable),
                         [](const auto& kind) { return kind.param == os::Poller::Kind::best ? "best" : "portable"; });

/// Makes many clips at once, half of them into files. Returns their number, or more than 100 when a call that was not
/// sent says something else.
int make_many(const sandbox::Server& server, const TemporaryFolder& folder, int count) {
  const DescriptorsLeft few(20);
  Client client(bare_options_for(server));
  std::vector<Operation<Video>> operations;
  for (int i = 0; i < count; ++i) {
    CallOptions call;
    if (i % 2 == 0) call.sink = Sink::file(folder.file(std::to_string(i) + ".mp4"));
    operations.push_back(client.generate_async(a_request(), call));
  }
  int clips = 0;
  for (auto& operation : operations) {
    const Result<Video> video = operation.try_get();
    if (!video && (video.error().charge != Charge::none || video.error().attempts > 1)) return 101;
    clips += video ? 1 : 0;
  }
  if (!client.try_generate(a_request())) return 102;  // others have ended
  return clips + 1;
}

TEST_P(FewDescriptors, EachCallEndsWithItsClipOrUnsent) {
  constexpr int count = 40;
  const pid_t child = ::fork();  // whose limit is not the sandbox's
  if (child == 0) ::_exit(make_many(server, folder, count));
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  const int clips = WEXITSTATUS(status);
  EXPECT_GT(clips, 1);
  EXPECT_LT(clips, count);
  EXPECT_EQ(server.counts().generate, static_cast<std::uint64_t>(clips));
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    EXPECT_TRUE(is_clip(content_of(entry.path().string()))) << entry.path();
  }
}

// As a server does that gives its workers a budget.
TEST_P(FewDescriptors, CallsUnderWayGoOnBelowALoweredLimit) {
  constexpr int count = 40;
  Client client(bare_options_for(server));
  server.hold();
  std::vector<Operation<Video>> operations;
  for (int i = 0; i < count; ++i) operations.push_back(client.generate_async(a_request()));
  ASSERT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.waiting == count; }));
  const DescriptorsLeft fewer_than_there_are(-count);
  const auto burnt = processor_time();
  std::this_thread::sleep_for(300ms);
  EXPECT_LT(processor_time() - burnt, 150ms) << "while nothing happens";
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < count / 2; ++i) operations[static_cast<std::size_t>(i)].cancel();
  for (int i = 0; i < count / 2; ++i) {
    EXPECT_EQ(operations[static_cast<std::size_t>(i)].try_get().error().kind, ErrorKind::cancelled);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - began, 1s);
  server.release();
  for (int i = count / 2; i < count; ++i) EXPECT_TRUE(operations[static_cast<std::size_t>(i)].try_get());
  EXPECT_EQ(server.counts().generate, static_cast<std::uint64_t>(count));
}

}  // namespace
}  // namespace segmind::testing
