#include "call/clip/file_version.hpp"

#include <gtest/gtest.h>

namespace segmind::call {
namespace {

net::Head head_with(net::Headers headers, std::optional<std::uint64_t> length = std::nullopt) {
  net::Head head;
  head.status = 206;
  head.headers = std::move(headers);
  head.length = length;
  return head;
}

TEST(FileVersion, SurvivesBeingWrittenDown) {
  for (const FileVersion& version :
       {FileVersion{"\"a b\"", 17}, FileVersion{"", 17}, FileVersion{"\"x\"", std::nullopt}}) {
    EXPECT_EQ(FileVersion::from_text(version.to_text()), version);
  }
  for (const char* text : {"", "x", "17x", " \"a\"", "?x"}) EXPECT_TRUE(FileVersion::from_text(text).validator.empty());
}

TEST(FileVersion, TrustsNoWeakTag) {
  EXPECT_EQ(FileVersion::of(head_with({{"etag", "W/\"a\""}, {"last-modified", "then"}})).validator, "then");
  EXPECT_EQ(FileVersion::of(head_with({{"etag", "\"a\""}, {"last-modified", "then"}})).validator, "\"a\"");
  EXPECT_FALSE(FileVersion::of(head_with({})).can_be_resumed());
}

TEST(FileVersion, GoesOnOnlyAtTheRightByteOfTheRightVersion) {
  const FileVersion tagged{"\"a\"", 100};
  EXPECT_TRUE(goes_on(head_with({{"content-range", "bytes 40-99/100"}, {"etag", "\"a\""}}), 40, tagged));
  EXPECT_TRUE(goes_on(head_with({{"content-range", "bytes 40-99/*"}}), 40, tagged));
  for (const char* range : {"", "bytes 41-99/100", "bytes 40-99/101", "bytes 40-99", "40-99/100", "bytes */100"}) {
    EXPECT_FALSE(goes_on(head_with({{"content-range", range}, {"etag", "\"a\""}}), 40, tagged)) << range;
  }
  EXPECT_FALSE(goes_on(head_with({{"content-range", "bytes 40-99/100"}, {"etag", "\"b\""}}), 40, tagged));
  EXPECT_FALSE(goes_on(head_with({{"content-range", "bytes 40-99/*"}}), 40, FileVersion{"", 100}));
  EXPECT_TRUE(goes_on(head_with({{"content-range", "bytes 40-99/100"}}), 40, FileVersion{"", 100}));
}

}  // namespace
}  // namespace segmind::call
