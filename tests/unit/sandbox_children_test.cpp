#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "sandbox/process.hpp"

namespace segmind::sandbox {
namespace {

constexpr int ours = 9;  // the highest descriptor that a shell can name

/// Whether the child finds a descriptor of that number open.
bool child_has_it(Processes& processes) {
  const Ended ended = processes.run({"/bin/sh", "-c", "{ : >&9; } 2>/dev/null"}, "", "");
  EXPECT_TRUE(ended.how == Ended::How::well || ended.how == Ended::How::badly);
  return ended.how == Ended::How::well;
}

TEST(SandboxChildren, HaveNoDescriptorOfTheProgram) {
  Processes processes;
  EXPECT_FALSE(child_has_it(processes));
  ASSERT_EQ(::dup2(STDIN_FILENO, ours), ours);
  ASSERT_EQ(::fcntl(ours, F_GETFD), 0) << "a child would inherit it";
  EXPECT_FALSE(child_has_it(processes));
  EXPECT_EQ(::fcntl(ours, F_GETFD), 0) << "here it is as it was";
  ::close(ours);
}

}  // namespace
}  // namespace segmind::sandbox
