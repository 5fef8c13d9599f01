#include "media/media_type.hpp"

#include <gtest/gtest.h>

#include <cstring>

#include "../media_samples.hpp"
#include "call/upload/media_check.hpp"
#include "media/play_time.hpp"

namespace segmind::media {
namespace {

using namespace testing;  // NOLINT: the samples

ByteSource source_of(const std::string& bytes) {
  return {bytes.size(), [&bytes](std::uint64_t at, char* buffer, std::size_t room) {
            if (at >= bytes.size()) return std::size_t{0};
            return bytes.copy(buffer, room, static_cast<std::size_t>(at));
          }};
}

std::string type_of(const std::string& bytes) {
  const RecognisedMedia media = recognise_media(std::string_view(bytes).substr(0, media_head_bytes));
  return media.type != nullptr ? std::string(media.type->name) : "not " + std::string(media.other);
}

TEST(MediaType, IsToldByTheContent) {
  EXPECT_EQ(type_of(jpeg(300, 300)), "image/jpeg");
  EXPECT_EQ(type_of(png(300, 300)), "image/png");
  EXPECT_EQ(type_of(bmp(300, 300)), "image/bmp");
  EXPECT_EQ(type_of(webp(300, 300)), "image/webp");
  EXPECT_EQ(type_of(film(2)), "video/mp4");
  EXPECT_EQ(type_of(film(2, "qt  ")), "video/quicktime");
  EXPECT_EQ(type_of(box("wide", "") + box("mdat", "")), "video/quicktime");
  EXPECT_EQ(type_of(wav(2)), "audio/wav");
  EXPECT_EQ(type_of(mp3(2)), "audio/mpeg");
  EXPECT_EQ(type_of(mp3(2).substr(210)), "audio/mpeg");  // without the tag before it
}

TEST(MediaType, NamesWhatPeopleTryThatTheModelDoesNotTake) {
  EXPECT_EQ(type_of("GIF89a"), "not a GIF");
  EXPECT_EQ(type_of(box("ftyp", "heic" + big(0, 4))), "not a HEIC picture");
  EXPECT_EQ(type_of(box("ftyp", "M4A " + big(0, 4))), "not MP4 sound (M4A)");
  EXPECT_EQ(type_of("RIFF1234AVI LIST"), "not an AVI film");
  EXPECT_EQ(type_of("OggS"), "not Ogg sound");
}

TEST(MediaType, TakesNothingElseForMedia) {
  for (const std::string& bytes : {std::string(), std::string("B"), std::string("BM and text that goes on for long"),
                                   std::string("hello, world, this is text"), std::string(64, '\0'),
                                   std::string(64, '\xFF'), std::string("RIFF")}) {
    EXPECT_EQ(type_of(bytes), "not ") << bytes;
  }
}

TEST(MediaType, UnderstandsNamesAndExtensionsInAnyCase) {
  EXPECT_EQ(media_type_named("Image/JPG")->name, "image/jpeg");
  EXPECT_EQ(media_type_named("audio/x-wav")->name, "audio/wav");
  EXPECT_EQ(media_type_named("image/gif"), nullptr);
  EXPECT_EQ(media_type_of_extension("JPEG")->name, "image/jpeg");
  EXPECT_EQ(media_type_of_extension("txt"), nullptr);
}

double time_of(const std::string& bytes) {
  const auto time = wav_play_time(source_of(bytes));
  return time ? time->count() : -1;
}

TEST(PlayTime, IsReadFromAWav) {
  EXPECT_NEAR(time_of(wav(2.5)), 2.5, 0.001);
  EXPECT_EQ(time_of(film(12.25)), -1);
  EXPECT_EQ(time_of(mp3(4)), -1);
}

// Whatever a file says about itself, reading it ends and stays within it.
TEST(PlayTime, BearsEveryCutAndEveryFlippedByte) {
  const std::string whole = wav(0.05);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string broken = whole;
    broken[i] = static_cast<char>(~broken[i]);
    for (const std::string& bytes : {whole.substr(0, i), broken}) (void)time_of(bytes);
  }
}

std::vector<std::string> problems(const std::string& bytes, const std::string& extension = "",
                                  const std::string& declared = "", std::uint64_t claimed_size = 0) {
  ByteSource source = source_of(bytes);
  if (claimed_size > 0) source.size = claimed_size;
  std::vector<Violation> found;
  const MediaType* type = call::check_media({"path", "a file", extension, declared, &source}, found);
  EXPECT_EQ(type == nullptr, !found.empty());
  std::vector<std::string> messages;
  for (const Violation& violation : found) messages.push_back(violation.message);
  return messages;
}

TEST(MediaCheck, TakesWhatTheModelTakes) {
  EXPECT_TRUE(problems(jpeg(240, 8000), "jpg").empty());
  EXPECT_TRUE(problems(png(300, 300), "").empty());
  EXPECT_TRUE(problems(png(300, 300), "backup").empty());
  EXPECT_TRUE(problems(film(30), "mov").empty());  // one container under two names
  EXPECT_TRUE(problems(wav(1), "WAV", "audio/x-wav").empty());
  EXPECT_TRUE(problems(mp3(10), "mp3").empty());
}

TEST(MediaCheck, RefusesAnExtensionThatSaysOtherwise) {
  const auto found = problems(jpeg(300, 300), "png");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0],
            "Its name says PNG, but its content is JPEG; check that it is the right file, and give it the extension of "
            "what it is.");
  EXPECT_EQ(problems(jpeg(300, 300), "", "image/png").size(), 1U);
  EXPECT_EQ(problems(jpeg(300, 300), "", "text/plain").size(), 1U);
}

TEST(MediaCheck, RefusesWhatIsNoMediaAndVoicesOfAnotherLengthThanIsDocumented) {
  EXPECT_EQ(problems("").size(), 1U);
  EXPECT_EQ(problems("GIF89a").size(), 1U);
  EXPECT_EQ(problems(wav(0.5)).size(), 1U);
  EXPECT_EQ(problems(wav(10.5)).size(), 1U);
}

TEST(MediaCheck, RefusesNothingForLimitsThatOnlyResellersName) {
  EXPECT_TRUE(problems(png(100, 9000)).empty());
  EXPECT_TRUE(problems(film(31)).empty());
  EXPECT_TRUE(problems(mp3(11)).empty());
  EXPECT_TRUE(problems(png(300, 300), "", "", (20 << 20) + 1).empty());
}

TEST(MediaCheck, NamesEveryProblemAtOnce) { EXPECT_EQ(problems(wav(0.5), "mp4", "image/png").size(), 3U); }

}  // namespace
}  // namespace segmind::media
