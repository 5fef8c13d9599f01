#include "media/mp4.hpp"

#include <gtest/gtest.h>

#include <string>

namespace segmind::media {
namespace {

using namespace std::string_literals;

std::string big_endian(std::uint64_t value, int bytes) {
  std::string text;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) text += static_cast<char>(value >> shift & 0xFF);
  return text;
}

std::string box(const std::string& type, const std::string& body = {}) {
  return big_endian(8 + body.size(), 4) + type + body;
}

std::string long_box(const std::string& type, const std::string& body = {}) {
  return big_endian(1, 4) + type + big_endian(16 + body.size(), 8) + body;
}

Mp4Check checked(const std::string& bytes, std::size_t piece = std::string::npos) {
  Mp4Check check;
  for (std::size_t at = 0; at < bytes.size(); at += std::min(piece, bytes.size() - at)) {
    check.feed(reinterpret_cast<const std::byte*>(bytes.data()) + at, std::min(piece, bytes.size() - at));
  }
  return check;
}

const std::string start = box("ftyp", "isom\0\0\2\0"s);
const std::string clip = start + box("moov", std::string(100, 'm')) + box("free") + box("mdat", std::string(1000, 'd'));

TEST(Mp4, IsCompleteInEitherOrderOfItsParts) {
  for (const std::string& bytes :
       {clip, start + box("mdat", "data") + box("moov", "index"),
        start + box("moov") + box("moof") + box("mdat", "x") + box("moof") + box("mdat", "y"),
        start + long_box("mdat", std::string(50, 'd')) + long_box("moov")}) {
    const Mp4Check check = checked(bytes);
    EXPECT_TRUE(check.complete()) << check.problem();
    EXPECT_EQ(check.problem(), "");
    EXPECT_EQ(check.bytes(), bytes.size());
  }
}

TEST(Mp4, IsJudgedAlikeHoweverTheBytesArrive) {
  const std::string bytes = clip + long_box("mdat", std::string(33, 'z'));
  for (std::size_t piece = 1; piece <= 40; ++piece) {
    EXPECT_TRUE(checked(bytes, piece).complete()) << piece;
    EXPECT_EQ(checked(bytes, piece).bytes(), bytes.size());
    EXPECT_EQ(checked(bytes.substr(0, bytes.size() - 1), piece).problem(),
              checked(bytes.substr(0, bytes.size() - 1)).problem());
  }
}

TEST(Mp4, CutAnywhereButAtTheEndOfAPartIsNotComplete) {
  const std::size_t before_media = clip.size() - 1008;
  for (std::size_t size = 0; size < clip.size(); ++size) {
    const Mp4Check check = checked(clip.substr(0, size));
    EXPECT_FALSE(check.complete()) << size;
    EXPECT_NE(check.problem(), "") << size;
  }
  EXPECT_NE(checked(clip.substr(0, before_media)).problem().find("mdat"), std::string::npos);
  EXPECT_NE(checked(clip.substr(0, clip.size() - 7)).problem().find("7 more"), std::string::npos);
}

TEST(Mp4, MayEndWithAPartThatReachesToTheEnd) {
  const std::string head = start + box("moov") + big_endian(0, 4) + "mdat";
  EXPECT_TRUE(checked(head).complete());
  EXPECT_TRUE(checked(head + std::string(500, '\0'), 3).complete());
  EXPECT_EQ(checked(head + std::string(500, '\0')).bytes(), head.size() + 500);
  EXPECT_FALSE(checked(start + big_endian(0, 4) + "mdat").complete());
}

TEST(Mp4, LacksAnIndexOrPictures) {
  EXPECT_NE(checked(start).problem().find("moov"), std::string::npos);
  EXPECT_NE(checked(start + box("mdat", "x")).problem().find("moov"), std::string::npos);
  EXPECT_NE(checked(start + box("moov", "x")).problem().find("mdat"), std::string::npos);
}

TEST(Mp4, RefusesWhatIsNone) {
  EXPECT_NE(checked("").problem(), "");
  EXPECT_NE(checked("<html>an error page</html>").problem().find("does not begin"), std::string::npos);
  EXPECT_NE(checked(box("moov") + start + box("mdat")).problem().find("does not begin"), std::string::npos);
  EXPECT_NE(checked(clip + "\0\0\0\x09\1\2\3\4x"s).problem().find("invalid type"), std::string::npos);
  for (std::uint64_t length = 2; length < 8; ++length) {
    EXPECT_NE(checked(clip + big_endian(length, 4) + "free").problem().find("impossible length"), std::string::npos);
  }
  for (std::uint64_t length = 0; length < 16; ++length) {
    EXPECT_NE(checked(clip + big_endian(1, 4) + "free" + big_endian(length, 8)).problem().find("impossible length"),
              std::string::npos);
  }
}

TEST(Mp4, BearsTheLargestLength) {
  const std::string bytes = clip + big_endian(1, 4) + "mdat" + std::string(8, '\xFF') + "some";
  EXPECT_FALSE(checked(bytes).complete());
  EXPECT_NE(checked(bytes).problem().find("more were announced"), std::string::npos);
}

}  // namespace
}  // namespace segmind::media
