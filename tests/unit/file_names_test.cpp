// Names of files as other systems take them: rules on texts, tried on every system.
#include <gtest/gtest.h>

#include "../temporary_folder.hpp"
#include "os/file_key.hpp"
#include "os/windows_names.hpp"

namespace segmind::os {
namespace {

TEST(WindowsNames, AreThoseOfFilesAlone) {
  for (const char* name : {"clip.mp4", "CONSOLE.mp4", "com.mp4", "COM10.mp4", "COMA", "nul-1.mp4", ".hidden", "a b.mp4",
                           "\xC3\xA9t\xC3\xA9.mp4", "lpt\xC2\xB4", "aux_1"}) {
    EXPECT_EQ(why_not_a_windows_name(name), "") << name;
  }
  for (const char* name :
       {"NUL",      "nul.mp4",   "Con",    "AUX.tar.gz", "PRN .mp4",   "COM1",      "com9.mp4", "LPT0", "COM\xC2\xB9",
        "COM1:",    "NUL:",      "CONIN$", "conout$.x",  "clip.mp4:b", "a:$DATA",   "a<b",      "a>b",  "a|b",
        "a\"b.mp4", "what?.mp4", "*.mp4",  "a\tb",       "clip.mp4.",  "clip.mp4 ", "...",      " "}) {
    EXPECT_NE(why_not_a_windows_name(name), "") << name;
  }
}

TEST(OneCase, IsThatOfEveryLetterThatHasTwo) {
  EXPECT_EQ(in_one_case("Shot-042_TAKE.MP4"), "shot-042_take.mp4");
  EXPECT_EQ(in_one_case("\xC3\x89T\xC3\x89 \xC3\x97 \xC3\xB7"), "\xC3\xA9t\xC3\xA9 \xC3\x97 \xC3\xB7");  // ÉTÉ × ÷
  EXPECT_EQ(in_one_case("\xCE\xA3\xCE\xA9 \xCF\x82"), "\xCF\x83\xCF\x89 \xCF\x83");                      // ΣΩ ς
  EXPECT_EQ(in_one_case("\xD0\x96\xD0\x81\xD0\xA4"), "\xD0\xB6\xD1\x91\xD1\x84");                        // ЖЁФ
  EXPECT_EQ(in_one_case("\xC5\xBB\xC4\x86"), "\xC5\xBC\xC4\x87");                                        // ŻĆ
  EXPECT_EQ(in_one_case("\xE6\xBC\xA2\xE5\xAD\x97 \xF0\x9F\x98\x80"), "\xE6\xBC\xA2\xE5\xAD\x97 \xF0\x9F\x98\x80");
  EXPECT_EQ(in_one_case("\xC3"), "\xC3");  // no UTF-8
}

TEST(FileKey, IsOneForAllSpellingsOfAPlace) {
  const testing::TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() / "in");
  const std::string key = file_key(folder.path() / "in" / "clip.mp4");
  EXPECT_EQ(file_key(folder.path() / "in" / ".." / "in" / "clip.mp4"), key);
  EXPECT_NE(file_key(folder.path() / "clip.mp4"), key);
  const bool is_one = file_key(folder.path() / "in" / "CLIP.mp4") == key;
#if defined(_WIN32) || defined(__APPLE__)
  EXPECT_TRUE(is_one);
  EXPECT_EQ(file_key(folder.path() / "IN" / "clip.mp4"), key);
#else
  EXPECT_FALSE(is_one);
#endif
}

}  // namespace
}  // namespace segmind::os
