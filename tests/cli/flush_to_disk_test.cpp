// This program's own fsync() counts.
#include "cli/system/flush_to_disk.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

namespace {

struct {
  int flushes = 0;
  int fails_with = 0;
  int failures = 0;  // of the next calls
} disk;

}  // namespace

extern "C" int fsync(int) {
  ++disk.flushes;
  if (disk.failures == 0) return 0;
  --disk.failures;
  errno = disk.fails_with;
  return -1;
}

namespace segmind::cli {
namespace {

bool flushes(int failure, int failures) {
  disk = {0, failure, failures};
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::tmpfile(), &std::fclose);
  return std::fputs("a report", file.get()) >= 0 && flush_to_disk(file.get());
}

TEST(FlushToDisk, IsNoFailureWhereTheFileSystemCannotFlush) {
  for (const int failure : {EINVAL, ENOSYS, ENOTSUP, EOPNOTSUPP}) EXPECT_TRUE(flushes(failure, 1)) << failure;
}

TEST(FlushToDisk, IsTriedAgainAfterASignal) {
  EXPECT_TRUE(flushes(EINTR, 3));
  EXPECT_EQ(disk.flushes, 4);
}

TEST(FlushToDisk, FailsWhereTheDiskDoes) {
  EXPECT_FALSE(flushes(EIO, 1));
  EXPECT_FALSE(flushes(ENOSPC, 1));
}

}  // namespace
}  // namespace segmind::cli
