#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <new>
#include <set>

#include "failing_allocation.hpp"
#include "segmind/models/wan27_r2v.hpp"

namespace segmind {
namespace {

using std::chrono::seconds;
using Builder = Wan27R2VRequest::Builder;
using Fields = std::vector<std::string>;

const char* const image = "https://example.com/hero.jpg";
const char* const video = "https://example.com/dance.mp4";

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// Where this advice was given.
Fields fields_of(const Builder& builder, AdviceCode code) {
  Fields fields;
  for (const Advice& advice : builder.build().advice()) {
    if (advice.code == code) fields.push_back(advice.field);
  }
  return fields;
}

// The one piece of advice that is expected.
Advice advice_of(const Builder& builder) {
  const auto all = builder.build().advice();
  EXPECT_EQ(all.size(), 1u);
  return all.empty() ? Advice{} : all.front();
}

Builder good() { return Builder("Image1 walks").reference_image(image); }

TEST(Advice, IsSilentAboutAGoodRequest) {
  const auto request = Builder("Image1 meets Image2 and dances like Video1")
                           .negative_prompt("rain")
                           .reference_image(image)
                           .reference_image("https://8.8.8.8/villain.jpg")
                           .reference_video(video)
                           .reference_voice("https://example.com/voice.wav")
                           .resolution(Resolution::p1080)
                           .duration(seconds(10))
                           .seed(2147483647)
                           .build();
  EXPECT_TRUE(request.advice().empty());
}

TEST(Advice, CountsThePromptInCharactersNotInBytes) {
  const auto with = [](std::size_t count) {
    std::string prompt = "Image1 ";
    for (std::size_t i = 7; i < count; ++i) prompt += "\u00fc";
    return Builder(prompt).reference_image(image);
  };
  EXPECT_TRUE(with(5000).build().advice().empty());
  const Advice advice = advice_of(with(5001));
  EXPECT_EQ(advice.code, AdviceCode::prompt_too_long);
  EXPECT_EQ(advice.field, "prompt");
  EXPECT_TRUE(holds(advice.message, "5001") && holds(advice.message, "5000"));
}

TEST(Advice, CountsTheNegativePromptLikewise) {
  std::string text;
  for (int i = 0; i < 500; ++i) text += "\u00e9";
  EXPECT_TRUE(good().negative_prompt(text).build().advice().empty());
  const Advice advice = advice_of(good().negative_prompt(text + "!"));
  EXPECT_EQ(advice.code, AdviceCode::negative_prompt_too_long);
  EXPECT_EQ(advice.field, "negative_prompt");
}

TEST(Advice, TellsThatWithoutAReferenceASampleMayBeUsed) {
  const Advice advice = advice_of(Builder("a garden").reference_voice("https://example.com/v.wav"));
  EXPECT_EQ(advice.code, AdviceCode::no_reference);
  EXPECT_EQ(advice.field, "references");
  EXPECT_TRUE(holds(advice.message, "sample"));
  EXPECT_EQ(fields_of(Builder("Video1").reference_video(video), AdviceCode::no_reference), Fields{});
}

TEST(Advice, NamesAReferenceThatIsNotThere) {
  const Advice advice = advice_of(Builder("Image1 meets Image 3").reference_image(image));
  EXPECT_EQ(advice.code, AdviceCode::reference_missing);
  EXPECT_EQ(advice.field, "prompt");
  EXPECT_TRUE(holds(advice.message, "Image3 (\"Image 3\"), but one image was given")) << advice.message;
}

TEST(Advice, NamesEachReferenceThatThePromptNeverCalls) {
  EXPECT_EQ(
      fields_of(Builder("Image2").reference_image(image).reference_image("https://e.com/2").reference_video(video),
                AdviceCode::reference_not_called),
      (Fields{"reference_images[0]", "reference_videos[0]"}));
}

TEST(Advice, TellsTheNameThatTheServiceDocuments) {
  const Advice advice = advice_of(Builder("The woman of character 1").reference_image(image));
  EXPECT_EQ(advice.code, AdviceCode::reference_named_otherwise);
  EXPECT_TRUE(holds(advice.message, "\"character 1\"") && holds(advice.message, "write Image1")) << advice.message;
}

TEST(Advice, FindsTheSameAddressTwiceWhateverItIsGivenAs) {
  const auto builder = Builder("Image1 Image2 Image3 Video1")
                           .reference_image(image)
                           .reference_image("https://e.com/2")
                           .reference_image(image)
                           .reference_video(image)
                           .reference_voice("https://e.com/2");
  EXPECT_EQ(fields_of(builder, AdviceCode::reference_repeated),
            (Fields{"reference_images[2]", "reference_videos[0]", "reference_voice"}));
  EXPECT_TRUE(holds(builder.build().advice()[0].message, "Image3 has the same address as Image1"));
}

TEST(Advice, KnowsAddressesThatTheServiceCannotReach) {
  for (const char* host : {"localhost",
                           "LOCALHOST",
                           "localhost.",
                           "app.localhost",
                           "127.0.0.1",
                           "127.255.255.254",
                           "127.1",
                           "0x7f000001",
                           "2130706433",
                           "0.0.0.0",
                           "10.0.0.1",
                           "10.255.255.255",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.168.1.5",
                           "100.64.0.1",
                           "169.254.169.254",
                           "10.0.0.1.",
                           "[::1]",
                           "[::]",
                           "[0:0:0:0:0:0:0:1]",
                           "[fe80::1]",
                           "[febf::1]",
                           "[fc00::1]",
                           "[fdff:ffff::1]",
                           "[::ffff:192.168.1.1]",
                           "[::ffff:7f00:1]",
                           "nas",
                           "intranet",
                           "printer.local",
                           "Printer.LOCAL.",
                           "vm.eu.internal",
                           "router.lan",
                           "router.home.arpa",
                           "x.test",
                           "a.example",
                           "a.invalid"}) {
    for (const char* scheme : {"http://", "https://"}) {
      const auto builder = Builder("Image1").reference_image(std::string(scheme) + host + ":8080/hero.png");
      EXPECT_EQ(fields_of(builder, AdviceCode::address_not_public), Fields{"reference_images[0]"}) << host;
    }
  }
}

TEST(Advice, LeavesPublicAddressesAlone) {
  for (const char* host : {"example.com",
                           "example.com.",
                           "cdn.segmind.com",
                           "localhost.example.com",
                           "local.net",
                           "mylocal.io",
                           "notinternal.com",
                           "10.example.com",
                           "1.2.3.4.nip.io",
                           "8.8.8.8",
                           "9.255.255.255",
                           "11.0.0.0",
                           "172.15.255.255",
                           "172.32.0.1",
                           "192.167.255.255",
                           "192.169.0.1",
                           "100.63.255.255",
                           "100.128.0.0",
                           "126.255.255.255",
                           "128.0.0.1",
                           "169.253.0.1",
                           "198.17.255.255",
                           "198.20.0.0",
                           "223.255.255.255",
                           "[2606:4700::1111]",
                           "[2001:4860:4860::8888]",
                           "[::ffff:8.8.8.8]",
                           "[64:ff9b::808:808]",
                           "[1::1]",
                           "m\u00fcnchen.de"}) {
    const auto builder = Builder("Image1").reference_image(std::string("https://") + host + "/hero.png");
    EXPECT_TRUE(builder.build().advice().empty()) << host << builder.build().advice()[0].message;
  }
}

TEST(Advice, SaysWhyAnAddressIsNotPublicForVideosAndVoicesToo) {
  const auto builder =
      Builder("Video1").reference_video("http://192.168.1.5/a.mp4").reference_voice("http://nas/a.wav");
  const auto advice = builder.build().advice();
  ASSERT_EQ(advice.size(), 2u);
  EXPECT_EQ(advice[0].field, "reference_videos[0]");
  EXPECT_TRUE(holds(advice[0].message, "Video1 is at \"192.168.1.5\", which is an address of a private network"));
  EXPECT_EQ(advice[1].field, "reference_voice");
  EXPECT_TRUE(holds(advice[1].message, "The voice is at \"nas\", which is a name without a domain"));
}

TEST(Advice, WarnsOfALoginInAnAddressWithoutRepeatingIt) {
  for (const char* login : {"ann:hunter2@", "ann@", ":hunter2@"}) {
    const Advice advice = advice_of(Builder("Image1").reference_image(std::string("https://") + login + "e.com/a.png"));
    EXPECT_EQ(advice.code, AdviceCode::address_with_login);
    EXPECT_EQ(advice.field, "reference_images[0]");
    EXPECT_FALSE(holds(advice.message, "hunter2") || holds(advice.message, "ann"));
  }
}

TEST(Advice, NoticesAReferenceThatEndsAsAnotherKindDoes) {
  const auto request = Builder("Image1 Image2 Image3 Video1")
                           .reference_image("https://example.com/a.MP4?as=b.png")
                           .reference_image("https://example.com/b.png#c.mp4")
                           .reference_image("https://example.mov")
                           .reference_video("https://example.com/clip.png/")
                           .reference_voice("https://example.com/voice.v2/voice.jpeg")
                           .build();
  const auto advice = request.advice();
  ASSERT_EQ(advice.size(), 2U);
  EXPECT_EQ(advice[0].code, AdviceCode::reference_of_other_kind);
  EXPECT_EQ(advice[0].field, "reference_images[0]");
  EXPECT_TRUE(holds(advice[0].message, "Image1 ends in \".MP4\" as a video does")) << advice[0].message;
  EXPECT_EQ(advice[1].field, "reference_voice");
  EXPECT_TRUE(holds(advice[1].message, "give a voice there")) << advice[1].message;
  // The same file in two roles is wrong in one of them.
  EXPECT_EQ(fields_of(Builder("Image1 Video1").reference_image(image).reference_video(image),
                      AdviceCode::reference_of_other_kind),
            Fields{"reference_videos[0]"});
  EXPECT_TRUE(Builder("Video1").reference_video("https://example.com/a.mov").build().advice().empty());
  EXPECT_TRUE(Builder("Video1").reference_video("https://example.com/png").build().advice().empty());
}

TEST(Advice, KnowsThatAReferenceVideoLimitsTheDuration) {
  const auto with = [](int count) { return Builder("Video1").reference_video(video).duration(seconds(count)); };
  EXPECT_TRUE(with(10).build().advice().empty());
  const Advice advice = advice_of(with(11));
  EXPECT_EQ(advice.code, AdviceCode::duration_with_video);
  EXPECT_EQ(advice.field, "duration");
  EXPECT_TRUE(holds(advice.message, "11 s") && holds(advice.message, "10 s"));
  EXPECT_TRUE(good().duration(seconds(15)).build().advice().empty());
}

TEST(Advice, KnowsTheRangeOfSeeds) {
  for (const std::int64_t seed : {std::int64_t{-1}, std::int64_t{2147483648}, std::numeric_limits<std::int64_t>::min(),
                                  std::numeric_limits<std::int64_t>::max()}) {
    const Advice advice = advice_of(good().seed(seed));
    EXPECT_EQ(advice.code, AdviceCode::seed_out_of_range);
    EXPECT_EQ(advice.field, "seed");
    EXPECT_TRUE(holds(advice.message, std::to_string(seed)));
  }
  EXPECT_TRUE(good().seed(0).build().advice().empty());
  EXPECT_TRUE(good().random_seed().build().advice().empty());
}

TEST(Advice, IsOneSentenceThatIsSafeToPrint) {
  const auto request = Builder("Image0 Image9 Video2 character\u3000\u00a01 " + std::string(5000, 'x'))
                           .negative_prompt(std::string(501, 'x'))
                           .reference_image("http://user:pw@localhost/")
                           .reference_image("http://user:pw@localhost/")
                           .reference_voice("https://example.com/voice.png")
                           .reference_video("http://user:pw@10.0.0.1/")
                           .duration(seconds(15))
                           .seed(-1)
                           .build();
  std::set<AdviceCode> codes;
  for (const Advice& advice : request.advice()) {
    codes.insert(advice.code);
    EXPECT_EQ(advice.message.back(), '.');
    EXPECT_TRUE(holds(advice.message, ";")) << "what to change is missing: " << advice.message;
    EXPECT_EQ(advice.message.find(". "), std::string::npos) << advice.message;
    EXPECT_EQ(advice.message.find_first_of("\r\n\t\x1B"), std::string::npos);
    EXPECT_FALSE(holds(advice.message, "\u202E"));
    EXPECT_FALSE(advice.field.empty());
  }
  EXPECT_EQ(codes.size(), 11u) << "all but no_reference";
}

TEST(Advice, ComesInTheOrderOfTheFields) {
  const auto advice = Builder("Image2")
                          .negative_prompt(std::string(501, 'x'))
                          .reference_image(image)
                          .reference_video(video)
                          .duration(seconds(12))
                          .seed(-1)
                          .build()
                          .advice();
  Fields fields;
  for (const Advice& each : advice) fields.push_back(each.field);
  EXPECT_EQ(fields,
            (Fields{"prompt", "negative_prompt", "reference_images[0]", "reference_videos[0]", "duration", "seed"}));
}

TEST(Advice, HasANameForEachCode) {
  std::set<std::string_view> names;
  for (int code = 0; code <= static_cast<int>(AdviceCode::reference_of_other_kind); ++code) {
    names.insert(to_string(static_cast<AdviceCode>(code)));
  }
  EXPECT_EQ(names.size(), 12u);
  EXPECT_EQ(names.count(""), 0u);
  EXPECT_EQ(to_string(AdviceCode::reference_missing), "reference_missing");
  EXPECT_EQ(to_string(static_cast<AdviceCode>(99)), "");
}

TEST(Advice, ReadsAVeryLongPromptAndTellsEachThingOnce) {
  std::string prompt = "Image1";
  while (prompt.size() < 400'000) prompt += " image 1, 2 character1 图2 images 1, 2, 3";
  const auto advice = Builder(prompt).reference_image(image).build().advice();
  EXPECT_EQ(advice.size(), 3u);  // too long, and Image2 and Image3, each told once
}

TEST(Advice, ThrowsNothingButTheWantOfMemory) {
  const auto request = Builder("Image3 and character1").reference_image("http://user@localhost/").seed(-1).build();
  for (long allocation = 0; allocation < 5000; ++allocation) {
    allocations_until_failure = allocation;
    try {
      const std::size_t count = request.advice().size();
      const bool reached = allocations_until_failure < 0;
      allocations_until_failure = -1;
      if (reached) continue;  // a library below took no memory for an answer
      EXPECT_EQ(count, 5u);
      EXPECT_GT(allocation, 10);
      return;
    } catch (const std::bad_alloc&) {
      allocations_until_failure = -1;
    }
  }
  FAIL() << "reading takes memory without end";
}

TEST(Estimate, IsTheSecondsTimesThePriceOfTheResolution) {
  EXPECT_DOUBLE_EQ(Builder("p").build().estimated_cost().dollars, 0.625);
  EXPECT_DOUBLE_EQ(Builder("p").resolution(Resolution::p720).duration(seconds(5)).build().estimated_cost().dollars,
                   0.625);
  EXPECT_DOUBLE_EQ(Builder("p").resolution(Resolution::p1080).build().estimated_cost().dollars, 0.9375);
  EXPECT_DOUBLE_EQ(Builder("p").duration(seconds(2)).build().estimated_cost().dollars, 0.25);
  EXPECT_DOUBLE_EQ(Builder("p").resolution(Resolution::p1080).duration(seconds(15)).build().estimated_cost().dollars,
                   2.8125);
}

TEST(Estimate, SaysWhatItRestsOn) {
  EXPECT_EQ(
      Builder("p").build().estimated_cost().basis,
      "An estimate: 5 s (the service's default) at 720P (the service's default), 0.125 US dollars a second, which "
      "is inferred from the published 0.625 to 0.938 dollars a generation.");
  const std::string basis =
      Builder("p").resolution(Resolution::p1080).duration(seconds(8)).build().estimated_cost().basis;
  EXPECT_TRUE(holds(basis, "8 s at 1080P, 0.1875 US dollars a second")) << basis;
}

TEST(Estimate, TellsThatThePriceOfAReferenceVideoIsNotKnown) {
  const auto with_video = Builder("Video1").reference_video(video).build().estimated_cost();
  EXPECT_DOUBLE_EQ(with_video.dollars, 0.625);
  EXPECT_TRUE(holds(with_video.basis, "reference video"));
  EXPECT_FALSE(holds(good().build().estimated_cost().basis, "reference video"));
}

}  // namespace
}  // namespace segmind
