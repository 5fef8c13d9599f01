#include "os/part_file.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <thread>

#include "../temporary_folder.hpp"

namespace segmind::os {
namespace {

class PartFiles : public ::testing::Test {
 protected:
  testing::TemporaryFolder folder;
  const std::string clip = folder.file("clip.mp4");
  const std::string part = folder.file("clip.mp4.part");

  static std::string content(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
};

TEST_F(PartFiles, OneThatIsThereIsNotEmptiedByWhoCreates) {
  std::ofstream(part) << "paid for";
  PartFile file(clip, part);
  EXPECT_FALSE(file.create());
  EXPECT_EQ(content(part), "paid for");
}

TEST_F(PartFiles, OneThatIsBeingWrittenIsNobodyElses) {
  PartFile first(clip, part);
  ASSERT_TRUE(first.create());
  PartFile second(clip, part);
  EXPECT_FALSE(second.create());
  EXPECT_FALSE(second.reopen());
  ASSERT_TRUE(first.append("abc", 3));
  first.let_go();
  ASSERT_TRUE(second.reopen());
  EXPECT_EQ(second.size(), 3U);
  ASSERT_TRUE(second.append("def", 3));
  EXPECT_TRUE(second.commit()) << second.problem();
  EXPECT_EQ(content(clip), "abcdef");
}

TEST_F(PartFiles, ACommitReplacesTheFileAndLeavesNoPart) {
  std::ofstream(clip) << "an older clip";
  PartFile file(clip, part);
  ASSERT_TRUE(file.create());
  ASSERT_TRUE(file.append("abc", 3));
  ASSERT_TRUE(file.commit()) << file.problem();
  EXPECT_EQ(content(clip), "abc");
  EXPECT_EQ(folder.entries(), 1U);
}

// As a scanner for viruses or an indexer does; on POSIX that is in nobody's way.
TEST_F(PartFiles, ACommitWaitsForWhoHasTheFileOpenForAMoment) {
  std::ofstream(clip) << "an older clip";
  std::ifstream scanner(clip);
  PartFile file(clip, part);
  ASSERT_TRUE(file.create());
  ASSERT_TRUE(file.append("abc", 3));
  std::thread scan([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));  // nothing tells that the rename is being tried
    scanner.close();
  });
  EXPECT_TRUE(file.commit()) << file.problem();
  scan.join();
  EXPECT_EQ(content(clip), "abc");
}

TEST_F(PartFiles, OneThatCannotTakeItsNameStaysWhole) {
  PartFile file(clip, part);
  ASSERT_TRUE(file.create());
  ASSERT_TRUE(file.append("abc", 3));
  std::filesystem::create_directory(clip);
  EXPECT_FALSE(file.commit());
  EXPECT_FALSE(file.problem().empty());
  EXPECT_TRUE(file.is_whole());
  EXPECT_EQ(content(part), "abc");
}

TEST_F(PartFiles, ANameMayBeInAnyScript) {
  const std::string path = folder.file("") + "\xE6\xBC\xA2\xE5\xAD\x97 \xC3\xA9.mp4";
  PartFile file(path, path + ".part");
  ASSERT_TRUE(file.create()) << file.problem();
  ASSERT_TRUE(file.append("abc", 3));
  ASSERT_TRUE(file.commit()) << file.problem();
  EXPECT_EQ(std::filesystem::file_size(path_from_utf8(path)), 3U);
}

}  // namespace
}  // namespace segmind::os
