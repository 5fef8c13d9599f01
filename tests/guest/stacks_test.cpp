// A program whose threads have small stacks, as game engines' and servers' have.

#include <pthread.h>

#include <functional>

#include "../integration/tls_sandbox.hpp"
#include "calls.hpp"

namespace segmind::testing {
namespace {

/// Runs the work on a thread with a stack of that size.
void on_a_stack_of(std::size_t size, std::function<void()> work) {
  pthread_attr_t attributes;
  ::pthread_attr_init(&attributes);
  ASSERT_EQ(::pthread_attr_setstacksize(&attributes, size), 0);
  pthread_t thread{};
  const auto run = [](void* argument) -> void* {
    (*static_cast<std::function<void()>*>(argument))();
    return nullptr;
  };
  ASSERT_EQ(::pthread_create(&thread, &attributes, run, &work), 0);
  ::pthread_join(thread, nullptr);
  ::pthread_attr_destroy(&attributes);
}

/// Threads that are started while this lives have stacks of that size, those of the library and of libcurl among them.
class UsualStack {
 public:
  explicit UsualStack(std::size_t size) {
    pthread_attr_t smaller;
    ::pthread_getattr_default_np(&before_);
    ::pthread_attr_init(&smaller);
    ::pthread_attr_setstacksize(&smaller, size);
    ::pthread_setattr_default_np(&smaller);
    ::pthread_attr_destroy(&smaller);
  }
  ~UsualStack() {
    ::pthread_setattr_default_np(&before_);
    ::pthread_attr_destroy(&before_);
  }

 private:
  pthread_attr_t before_{};
};

class SmallStacks : public ::testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(, SmallStacks, ::testing::Values(false, true),
                         [](const auto& pumped) { return pumped.param ? "pumped" : "with_a_thread"; });

TEST_P(SmallStacks, AreEnoughForEveryCall) {
  const TemporaryFolder folder;
  TlsSandbox secure("IP:127.0.0.1");
  ClientOptions options = options_for(secure.server);
  options.ca_file = secure.ca_file();
  options.pumped = GetParam();
  const UsualStack of_the_library(128 * 1024);
  on_a_stack_of(64 * 1024, [&] {
    options.journal = memory_journal();
    Client client(options);
    make_calls(client, folder, "shot");
  });
}

}  // namespace
}  // namespace segmind::testing
