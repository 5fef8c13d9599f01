#include "os/replaceable.hpp"

#include <gtest/gtest.h>
#if !defined(_WIN32)
#  include <sys/mount.h>
#  include <sys/stat.h>
#endif

#include <csignal>
#include <fstream>

#include "../temporary_folder.hpp"
#include "os/write_signals.hpp"

namespace segmind::os {
namespace {

class Replaceable : public ::testing::Test {
 protected:
  testing::TemporaryFolder folder;

  std::string file(const std::string& name) const {
    std::ofstream(folder.file(name)) << "a file";
    return folder.file(name);
  }
};

TEST_F(Replaceable, AreFilesAndNamesThatNobodyHas) {
  EXPECT_EQ(why_not_replaceable(file("clip.mp4")), "");
  EXPECT_EQ(why_not_replaceable(folder.file("new.mp4")), "");
  EXPECT_EQ(why_not_replaceable("new.mp4"), "");
}

#if defined(_WIN32)

TEST_F(Replaceable, IsNoFolderAndNothingThatIsReadOnly) {
  EXPECT_NE(why_not_replaceable(folder.path()), "");
  const std::string path = file("clip.mp4");
  std::filesystem::permissions(path, std::filesystem::perms::owner_read);
  EXPECT_NE(why_not_replaceable(path), "");
  std::filesystem::permissions(path, std::filesystem::perms::all);
  EXPECT_EQ(why_not_replaceable(path), "");
}

TEST_F(Replaceable, IsNoDeviceStreamOrNameThatWindowsWouldChange) {
  for (const char* name : {"NUL", "nul.mp4", "com1", "clip.mp4:stream", "clip.mp4.", "clip.mp4 "}) {
    EXPECT_NE(why_not_replaceable(folder.path() / name), "") << name;
  }
}

#else

TEST_F(Replaceable, AreNoFolderPipeDeviceOrDescriptorHoweverItIsSpelled) {
  ASSERT_EQ(::mkfifo(folder.file("pipe").c_str(), 0600), 0);
  for (const std::string& path :
       {folder.path().string(), folder.file("pipe"), std::string("/dev/null"), std::string("/dev/../dev/stdout"),
        std::string("//dev//fd/1"), std::string("/proc/self/fd/1"), std::string("/dev/new.mp4")}) {
    EXPECT_NE(why_not_replaceable(path), "") << path;
  }
}

TEST_F(Replaceable, IsNoMountPoint) {
  const std::string path = file("clip.mp4");
  if (::mount(path.c_str(), path.c_str(), nullptr, MS_BIND, nullptr) != 0) GTEST_SKIP() << "no mount is allowed here";
  EXPECT_NE(why_not_replaceable(path).find("mount point"), std::string::npos);
  ::umount(path.c_str());
}

TEST(WriteSignals, AWriteBeyondTheLimitMerelyFailsAndAnOwnSignalStaysPending) {
  sigset_t before;
  sigset_t pipe_signal;
  sigemptyset(&pipe_signal);
  sigaddset(&pipe_signal, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
  raise(SIGPIPE);  // the program's own
  {
    const WriteSignalsBlocked here;
    raise(SIGXFSZ);
  }
  sigset_t pending;
  sigpending(&pending);
  EXPECT_TRUE(sigismember(&pending, SIGPIPE));
  EXPECT_FALSE(sigismember(&pending, SIGXFSZ));
  int taken = 0;
  sigwait(&pipe_signal, &taken);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

#endif

}  // namespace
}  // namespace segmind::os
