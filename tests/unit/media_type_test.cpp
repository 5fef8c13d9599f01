#include "media/media_type.hpp"

#include <gtest/gtest.h>

#include <cstring>

#include "../media_samples.hpp"
#include "call/upload/media_check.hpp"
#include "media/film.hpp"
#include "media/picture.hpp"
#include "media/sound.hpp"

namespace segmind::media {
namespace {

using namespace std::string_literals;
using namespace testing;  // NOLINT: the samples

ByteSource source_of(const std::string& bytes) {
  return {bytes.size(), [&bytes](std::uint64_t at, char* buffer, std::size_t room) {
            if (at >= bytes.size()) return std::size_t{0};
            return bytes.copy(buffer, room, static_cast<std::size_t>(at));
          }};
}

std::string webm(const std::string& doc_type) {
  return "\x1A\x45\xDF\xA3\x9F\x42\x86\x81\x01\x42\xF7\x81\x01\x42\xF2\x81\x04\x42\xF3\x81\x08\x42\x82" +
         std::string(1, static_cast<char>(0x80 | doc_type.size())) + doc_type + noise(100);
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
  EXPECT_EQ(type_of(webm("webm")), "video/webm");
}

TEST(MediaType, NamesWhatPeopleTryThatTheModelDoesNotTake) {
  EXPECT_EQ(type_of("GIF89a"), "not a GIF");
  EXPECT_EQ(type_of(box("ftyp", "heic" + big(0, 4))), "not a HEIC picture");
  EXPECT_EQ(type_of(box("ftyp", "M4A " + big(0, 4))), "not MP4 sound (M4A)");
  EXPECT_EQ(type_of("RIFF1234AVI LIST"), "not an AVI film");
  EXPECT_EQ(type_of("OggS"), "not Ogg sound");
  EXPECT_EQ(type_of(webm("matroska")), "not a Matroska film");
  EXPECT_EQ(type_of(box("ftyp", "mif1" + big(0, 4) + "mif1miafavif")), "not an AVIF picture");
  EXPECT_EQ(type_of(box("ftyp", "mif1" + big(0, 4) + "mif1heic")), "not a HEIC picture");
  EXPECT_EQ(type_of(box("ftyp", "mif1" + big(0, 4)) + "avif"), "not a HEIF picture");  // beyond the box is no brand
  EXPECT_EQ(type_of("RF64" + big(0, 4) + "WAVEds64"), "not a WAV in the form for more than 4 GB (RF64)");
}

TEST(MediaType, NamesTextForWhatItIs) {
  EXPECT_EQ(type_of("\xFF\xFEh\0e\0l\0l\0o\0"s), "not UTF-16 text");
  EXPECT_EQ(type_of("h\0e\0l\0l\0o\0"s), "not UTF-16 text");
  EXPECT_EQ(type_of("\0h\0e\0l\0l\0o"s), "not UTF-16 text");
  EXPECT_EQ(type_of("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8"),
            "not a Git LFS pointer (git lfs pull fetches the file itself)");
  EXPECT_EQ(type_of("\xEF\xBB\xBF\n <!DOCTYPE HTML>"), "not an HTML page");
  EXPECT_EQ(type_of("<svg xmlns"), "not an XML or SVG text");
  for (const char* json : {"{\"a\":1}", "{ }", "[\n{\"a\":1}]", "\xEF\xBB\xBF[1]"})
    EXPECT_EQ(type_of(json), "not JSON");
  EXPECT_EQ(type_of("{\\rtf1"), "not ");
  EXPECT_EQ(type_of("The wide world"), "not ");
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
  EXPECT_TRUE(is_same_format(*media_type_of_extension("mov"), *media_type_of_extension("mp4")));
  EXPECT_FALSE(is_same_format(*media_type_of_extension("webm"), *media_type_of_extension("mp4")));
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
                                  const std::string& declared = "", std::uint64_t claimed_size = 0,
                                  std::optional<MediaKind> wanted = std::nullopt) {
  ByteSource source = source_of(bytes);
  if (claimed_size > 0) source.size = claimed_size;
  std::vector<Violation> found;
  const MediaType* type = call::check_media({"path", "a file", extension, declared, &source, wanted}, found);
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
            "Its name says PNG, but its content is JPEG; check that it is the right file, then correct its extension.");
  EXPECT_EQ(problems(jpeg(300, 300), "", "image/png").size(), 1U);
  EXPECT_EQ(problems(jpeg(300, 300), "", "text/plain").size(), 1U);
}

TEST(MediaCheck, RefusesWhatIsNoMediaAndVoicesOfAnotherLengthThanIsDocumented) {
  EXPECT_EQ(problems("").size(), 1U);
  EXPECT_EQ(problems("GIF89a").size(), 1U);
  EXPECT_EQ(problems(wav(0.5)).size(), 1U);
  EXPECT_EQ(problems(wav(10.5)).size(), 1U);
}

std::string problem(const std::string& bytes, const std::string& extension = "") {
  const auto found = problems(bytes, extension);
  EXPECT_EQ(found.size(), 1U);
  return found.empty() ? "" : found.front();
}

TEST(MediaCheck, RefusesAFilmWithoutAPictureWhateverItsBrand) {
  for (const char* brand : {"isom", "mp42", "qt  ", "XXXX"}) {
    EXPECT_EQ(problem(film(2, brand, 1000, track("soun"))),
              "It has sound but no picture. Give a film with a picture; a voice is given as WAV or MP3.");
    EXPECT_EQ(problem(film(2, brand, 1000, "")), "It has no picture. Give a film with a picture.");
  }
}

TEST(MediaCheck, RefusesAFilmThatIsNotWhole) {
  const std::string whole = film(2);
  const std::size_t index = whole.find("moov") - 4;
  EXPECT_EQ(problem(whole.substr(0, 500)),
            "It is not whole: it ends after 500 bytes, where 524 more are announced. Copy or export it again.");
  EXPECT_EQ(problem(whole.substr(0, index)),
            "It has no index (moov), so no player can play it. Copy or export it again.");
  EXPECT_EQ(problem(whole.substr(0, whole.size() - 1)).rfind("It is not whole", 0), 0U);
  EXPECT_EQ(problem(whole.substr(0, index) + noise(100)).rfind("It is damaged", 0), 0U);
}

TEST(MediaCheck, TakesAFilmInEveryFormOfTheContainer) {
  const std::string index = box("moov", track("vide"));
  const std::string head = box("ftyp", "isom" + big(512, 4));
  const std::string to_the_end = big(0, 4) + "mdat" + noise(50);
  const std::string long_box = big(1, 4) + "mdat" + big(16 + 50, 8) + noise(50);
  for (const std::string& bytes :
       {head + index + to_the_end, head + long_box + index, index + box("mdat", noise(50)),
        head + box("mdat", "x") + index + big(0, 4), head + index + std::string(64, '\0'),
        head + index + box("moof", "x") + box("mdat", "y"), head + box("moov", box("cmov", "z"))}) {
    EXPECT_TRUE(problems(bytes).empty());
  }
}

TEST(MediaCheck, BearsEveryCutAndEveryFlippedByteOfAFilm) {
  const std::string whole = film(1, "isom", 20);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string broken = whole;
    broken[i] = static_cast<char>(~broken[i]);
    for (const std::string& bytes : {whole.substr(0, i), broken}) (void)film_problem(source_of(bytes));
  }
}

TEST(MediaCheck, TakesAFilmOfCountlessBoxesOnTrust) {
  std::string tracks;
  for (int i = 0; i < 100'001; ++i) tracks += box("free", "");
  EXPECT_TRUE(problems(film(1, "isom", 20, tracks)).empty());
}

constexpr const char* no_sound = "It has no sound. Copy or export it again.";

TEST(MediaCheck, RefusesASoundThatHasNone) {
  const std::string voice = wav(2);
  for (const std::string& bytes : {wav(0), voice.substr(0, voice.find("data")), voice.substr(0, voice.find("data") + 4),
                                   voice.substr(0, voice.find("fmt ") + 10), voice.substr(0, 12)}) {
    EXPECT_EQ(problem(bytes), no_sound) << bytes.size();
  }
  const std::string tagged = mp3(2);
  for (const std::string& bytes : {std::string("ID3\x03"), tagged.substr(0, 100), tagged.substr(0, 210),
                                   tagged.substr(0, 213), tagged.substr(0, 210) + std::string(500, '\0')}) {
    EXPECT_EQ(problem(bytes), no_sound) << bytes.size();
  }
}

TEST(MediaCheck, TakesASoundWhoseHeaderDoesNotKnowItsLength) {
  const std::string voice = wav(2);
  const std::size_t length = voice.find("data") + 4;
  for (const std::string& unknown : {little(0xFFFFFFFF, 4), little(0, 4), little(0x7FFFFFFF, 4)}) {
    std::string piped = voice;
    piped.replace(4, 4, unknown).replace(length, 4, unknown);
    EXPECT_TRUE(problems(piped).empty());
  }
}

TEST(MediaCheck, TakesAnMp3HoweverItsSoundBegins) {
  const std::string tagged = mp3(2);
  const std::string tag = tagged.substr(0, 210), frames = tagged.substr(210);
  for (const std::string& bytes : {frames, tag + tag + frames, tag + std::string(3000, '\0') + frames,
                                   tag + std::string(100'000, '\0') + frames}) {
    EXPECT_TRUE(problems(bytes).empty());
  }
}

std::string filled_bmp() {
  return "BM" + little(0, 8) + little(54, 4) + little(40, 4) + little(301, 4) + little(300, 4) + little(1, 2) +
         little(24, 2) + little(0, 24) + noise(std::size_t{904} * 300);
}

TEST(MediaCheck, RefusesAPictureWhoseEndIsMissing) {
  for (const std::string& whole : {png(300, 300), png(300, 300, 5000), jpeg(300, 300), jpeg(300, 300, 5000)}) {
    EXPECT_TRUE(problems(whole).empty());
    for (const std::size_t less : {std::size_t{1}, std::size_t{2}, whole.size() / 2}) {
      EXPECT_EQ(problem(whole.substr(0, whole.size() - less)),
                "It is not whole: it ends after " + std::to_string(whole.size() - less) +
                    " bytes, before the picture does. Copy or export it again.");
    }
  }
  std::string webp_picture = webp(300, 300) + noise(5000);
  webp_picture.replace(4, 4, little(webp_picture.size() - 8, 4));
  for (const std::string& whole : {filled_bmp(), webp_picture}) {
    EXPECT_TRUE(problems(whole).empty());
    EXPECT_EQ(problem(whole.substr(0, 34)).rfind("It is not whole: it ends after 34 bytes", 0), 0U);
  }
  const std::string bmp = filled_bmp();
  EXPECT_EQ(problem(bmp.substr(0, bmp.size() - 5)).rfind("It is not whole", 0), 0U);
  EXPECT_EQ(problem(png(300, 300).substr(0, 33)).rfind("It is not whole", 0), 0U) << "an end between two parts";
}

TEST(MediaCheck, LeavesAPictureAloneThatMayBeWhole) {
  const std::string strange = "\xFF\xD8\xFF\xE1" + big(4, 2) + "ab" + noise(500);
  const std::string bmp = filled_bmp();
  for (const std::string& bytes :
       {png(300, 300) + noise(100), jpeg(300, 300) + std::string(100'000, '\0'), bmp.substr(0, bmp.size() - 3),
        bmp + "x", png(300, 300).substr(0, 33) + noise(500), strange, bmp.substr(0, 30) + little(1, 4) + noise(20)}) {
    EXPECT_TRUE(problems(bytes).empty()) << bytes.size();
  }
}

TEST(MediaCheck, BearsEveryCutAndEveryFlippedByteOfAPictureAndASound) {
  for (const std::string& whole : {png(300, 300, 200), jpeg(300, 300, 400), webp(300, 300), filled_bmp().substr(0, 100),
                                   wav(0.01), mp3(0.1).substr(0, 500)}) {
    for (std::size_t i = 0; i < whole.size(); ++i) {
      std::string broken = whole;
      broken[i] = static_cast<char>(~broken[i]);
      for (const std::string& bytes : {whole.substr(0, i), broken}) {
        (void)picture_problem(source_of(bytes));
        (void)sound_problem(source_of(bytes));
      }
    }
  }
}

TEST(MediaCheck, RefusesWhatCannotBeUsedAsWhatIsWanted) {
  const auto found = problems(wav(2), "", "", 0, MediaKind::image);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0], "It is a WAV sound, and a picture (JPEG, PNG, BMP or WEBP) is wanted here; give one.");
  EXPECT_TRUE(problems(wav(2), "", "", 0, MediaKind::voice).empty());
  EXPECT_EQ(problems(png(300, 300), "", "", 0, MediaKind::video).size(), 1U);
}

TEST(MediaCheck, NamesWhatCameInsteadOfMedia) {
  EXPECT_EQ(problem("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a", "png"),
            "It is a Git LFS pointer (git lfs pull fetches the file itself); the model takes JPEG, PNG, BMP and WEBP "
            "pictures, MP4 and "
            "MOV films, and WAV and MP3 voices. Convert it, or give another file.");
  EXPECT_EQ(problem(webm("webm"), "webm").rfind("It is a WebM film; ", 0), 0U);
}

TEST(MediaCheck, RefusesNothingForLimitsThatOnlyResellersName) {
  EXPECT_TRUE(problems(png(100, 9000)).empty());
  EXPECT_TRUE(problems(film(31)).empty());
  EXPECT_TRUE(problems(mp3(11)).empty());
  EXPECT_TRUE(problems(png(300, 300), "", "", (20 << 20) + 1).empty());
  EXPECT_TRUE(problems(film(2), "", "").empty());
}

TEST(MediaCheck, NamesEveryProblemAtOnce) { EXPECT_EQ(problems(wav(0.5), "mp4", "image/png").size(), 3U); }

}  // namespace
}  // namespace segmind::media
