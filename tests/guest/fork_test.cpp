// A program that forks all the time, as servers do, whatever the library is doing.

#include <sys/wait.h>
#include <unistd.h>

#include <vector>

#include "../integration/service.hpp"

namespace segmind::testing {
namespace {

class Forks : public Service {};

TEST_F(Forks, WhileCallsAreUnderWayDisturbNone) {
  constexpr int calls = 60;
  std::vector<Operation<Video>> operations;
  std::atomic<bool> enough{false};
  std::atomic<int> failed{0};
  int children = 0;
  std::thread forks([&] {
    for (; !enough; ++children) {
      const pid_t child = ::fork();
      if (child == 0) ::_exit(client.try_credits() ? 1 : 0);  // of its parent's client, which refuses
      int status = 0;
      if (::waitpid(child, &status, 0) != child || status != 0) ++failed;
    }
  });
  for (int i = 0; i < calls; ++i) {
    CallOptions call;
    call.through_queue = i % 2 == 1;
    operations.push_back(client.generate_async(a_request(), call));
  }
  for (auto& operation : operations) EXPECT_TRUE(operation.try_get());
  enough = true;
  forks.join();
  EXPECT_GT(children, 3);
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(paid_posts(), static_cast<std::uint64_t>(calls));
}

// Each makes a client of its own. What its parent's client holds, it lets go of without a word.
TEST_F(Forks, OfTheLibrarysHostWorkOnByThemselves) {
  ASSERT_TRUE(client.try_credits());
  const auto work = [this] {
    Client own(options_for(server));
    if (!own.try_generate(a_request())) return 1;
    client = std::move(own);
    return client.try_credits() ? 0 : 2;
  };
  std::vector<pid_t> children;
  for (int i = 0; i < 4; ++i) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(work());
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  EXPECT_TRUE(client.try_generate(a_request()));
  EXPECT_EQ(paid_posts(), 5U);
}

}  // namespace
}  // namespace segmind::testing
