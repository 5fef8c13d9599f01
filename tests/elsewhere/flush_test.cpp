// Compiled and linked as on macOS: see without_linux.hpp. This program's own fcntl() and fsync() count.
#include "os/flush.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>

#include "../temporary_folder.hpp"
#include "os/part_file.hpp"

namespace {

constexpr int full_flush = 51;  // F_FULLFSYNC in without_linux.hpp

struct {
  int full_flushes = 0;
  int flushes = 0;
  bool has_full_flush = true;
  int fails_with = 0;  // fsync(): errno
} disk;

}  // namespace

extern "C" int fcntl(int descriptor, int command, ...) {
  va_list arguments;
  va_start(arguments, command);
  void* const argument = command == full_flush ? nullptr : va_arg(arguments, void*);
  va_end(arguments);
  if (command != full_flush) {
    static const auto real = reinterpret_cast<int (*)(int, int, ...)>(::dlsym(RTLD_NEXT, "fcntl"));
    return real(descriptor, command, argument);
  }
  ++disk.full_flushes;
  errno = ENOTTY;
  return disk.has_full_flush ? 0 : -1;
}

extern "C" int fsync(int) {
  ++disk.flushes;
  errno = disk.fails_with;
  return disk.fails_with == 0 ? 0 : -1;
}

namespace segmind::testing {
namespace {

class FlushedElsewhere : public ::testing::Test {
 protected:
  FlushedElsewhere() { disk = {}; }

  bool commit() {
    os::PartFile file(folder.file("clip.mp4"), folder.file("clip.mp4.part"));
    return file.create() && file.append("clip", 4) && file.commit();
  }
  TemporaryFolder folder;
};

TEST_F(FlushedElsewhere, AFileAndItsFolderReachTheDiskItself) {
  EXPECT_TRUE(commit());
  EXPECT_EQ(disk.full_flushes, 2);
  EXPECT_EQ(disk.flushes, 0);
}

TEST_F(FlushedElsewhere, AFileSystemWithoutAFullFlushIsFlushedAsItCan) {
  disk.has_full_flush = false;
  EXPECT_TRUE(commit());
  EXPECT_EQ(disk.flushes, 2);
}

TEST_F(FlushedElsewhere, AFileThatCannotBeFlushedIsNotCommitted) {
  disk.has_full_flush = false;
  disk.fails_with = EIO;
  EXPECT_FALSE(commit());
  EXPECT_FALSE(std::filesystem::exists(folder.file("clip.mp4")));
}

}  // namespace
}  // namespace segmind::testing
