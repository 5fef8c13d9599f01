#include <gtest/gtest.h>

#include <chrono>

#include "sandbox/loop.hpp"

namespace segmind::sandbox {
namespace {

using namespace std::chrono_literals;

// Whatever a timer reaches has been destroyed by the last task: that is what the last task is for.
TEST(SandboxLoop, RunsNothingAfterItsLastTask) {
  for (int round = 0; round < 50; ++round) {
    bool destroyed = false;
    int too_late = 0;
    const auto reaches = [&] { too_late += destroyed ? 1 : 0; };
    Loop loop;
    loop.stop([&] {
      for (int i = 0; i < 10; ++i) loop.after(0ms, reaches);
      loop.post(reaches);
      destroyed = true;
    });
    EXPECT_EQ(too_late, 0);
  }
}

}  // namespace
}  // namespace segmind::sandbox
