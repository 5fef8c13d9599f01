// os::PartFile over a rename that is this test's own: as on a network file system, its answer need not be the truth.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "../temporary_folder.hpp"
#include "os/part_file.hpp"
#include "os/rename.hpp"

namespace segmind::os {
namespace {

enum class Rename { done_and_lost, not_done, part_removed } what_happens;

}  // namespace

void rename_file(const std::filesystem::path& from, const std::filesystem::path& to, std::error_code& error) {
  if (what_happens == Rename::done_and_lost) std::filesystem::rename(from, to);
  if (what_happens == Rename::part_removed) std::filesystem::remove(from);
  error = std::make_error_code(std::errc::io_error);
}

namespace {

class RenameThatFails : public ::testing::Test {
 protected:
  RenameThatFails() {
    // As long as the clip: the size alone does not tell whose file it is.
    std::ofstream(clip) << "old";
    std::filesystem::last_write_time(clip, std::filesystem::last_write_time(clip) - std::chrono::hours(1));
  }

  bool commits(Rename what) {
    what_happens = what;
    PartFile file(clip, part);
    return file.create() && file.append("abc", 3) && file.commit();
  }
  static std::string content(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  testing::TemporaryFolder folder;
  const std::string clip = folder.file("clip.mp4");
  const std::string part = folder.file("clip.mp4.part");
};

TEST_F(RenameThatFails, HasSucceededWhereTheFileHasItsName) {
  EXPECT_TRUE(commits(Rename::done_and_lost));
  EXPECT_EQ(content(clip), "abc");
  EXPECT_EQ(folder.entries(), 1U);
}

TEST_F(RenameThatFails, LeavesThePartWhereItIs) {
  EXPECT_FALSE(commits(Rename::not_done));
  EXPECT_EQ(content(clip), "old");
  EXPECT_EQ(content(part), "abc");
}

TEST_F(RenameThatFails, HasNotSucceededWhereTheNameIsAnotherFilesOfTheSameSize) {
  EXPECT_FALSE(commits(Rename::part_removed));
  EXPECT_EQ(content(clip), "old");
}

}  // namespace
}  // namespace segmind::os
