#include "segmind/models/wan27_r2v.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <limits>
#include <new>
#include <thread>

#include "failing_allocation.hpp"
#include "segmind/exception.hpp"

namespace segmind {
namespace {

using namespace std::string_literals;
using std::chrono::seconds;
using Builder = Wan27R2VRequest::Builder;

const char* const image = "https://example.com/hero.jpg";

std::vector<Violation> violations_of(const Builder& builder) {
  const auto result = builder.try_build();
  if (result) return {};
  EXPECT_EQ(result.error().kind, ErrorKind::invalid_request);
  EXPECT_EQ(result.error().charge, Charge::none);
  EXPECT_EQ(result.error().attempts, 0);
  return result.error().violations;
}

// The one violation that is expected.
Violation violation_of(const Builder& builder) {
  const auto all = violations_of(builder);
  EXPECT_EQ(all.size(), 1u);
  return all.empty() ? Violation{} : all.front();
}

Builder with_image(const std::string& address) { return Builder("a prompt").reference_image(address); }

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(Request, HoldsWhatItsBuilderWasGiven) {
  const Wan27R2VRequest request = Builder("Image1 walks")
                                      .negative_prompt("rain")
                                      .reference_image(image)
                                      .reference_video("https://example.com/a.mp4")
                                      .reference_voice("https://example.com/a.wav")
                                      .resolution(Resolution::p1080)
                                      .duration(seconds(7))
                                      .seed(9)
                                      .build();
  EXPECT_EQ(request.prompt(), "Image1 walks");
  EXPECT_EQ(request.negative_prompt(), "rain");
  EXPECT_EQ(request.reference_images(), std::vector<std::string>{image});
  EXPECT_EQ(request.reference_videos(), std::vector<std::string>{"https://example.com/a.mp4"});
  EXPECT_EQ(request.reference_voice(), "https://example.com/a.wav");
  EXPECT_EQ(request.resolution(), Resolution::p1080);
  EXPECT_EQ(request.duration(), seconds(7));
  EXPECT_EQ(request.seed(), 9);
  EXPECT_FALSE(request.is_seed_random());
}

TEST(Request, LeavesOutOfItsJsonWhatWasNotSet) {
  EXPECT_EQ(Builder("a garden").build().to_json(), R"({"prompt":"a garden"})");
}

TEST(Request, WritesEveryFieldInItsOrder) {
  const auto request = Builder("p")
                           .seed(42)
                           .duration(seconds(5))
                           .resolution(Resolution::p720)
                           .reference_voice("https://example.com/v.wav")
                           .reference_video("https://example.com/v.mp4")
                           .reference_image(image)
                           .negative_prompt("n")
                           .build();
  EXPECT_EQ(request.to_json(),
            R"({"prompt":"p","negative_prompt":"n","reference_images":"https://example.com/hero.jpg",)"
            R"("reference_videos":"https://example.com/v.mp4","reference_voice":"https://example.com/v.wav",)"
            R"("resolution":"720P","duration":5,"seed":42})");
}

TEST(Request, SendsOneReferenceAsATextAndSeveralAsAnArrayInTheirOrder) {
  const auto request = Builder("p")
                           .reference_image("https://e.com/1")
                           .reference_image("https://e.com/2")
                           .reference_video("https://e.com/3")
                           .build();
  EXPECT_EQ(
      request.to_json(),
      R"({"prompt":"p","reference_images":["https://e.com/1","https://e.com/2"],"reference_videos":"https://e.com/3"})");
}

TEST(Request, SendsARandomSeedAsNull) {
  EXPECT_EQ(Builder("p").random_seed().build().to_json(), R"({"prompt":"p","seed":null})");
  EXPECT_TRUE(Builder("p").random_seed().build().is_seed_random());
  EXPECT_EQ(Builder("p").seed(1).random_seed().build().seed(), std::nullopt);
  EXPECT_EQ(Builder("p").random_seed().seed(1).build().to_json(), R"({"prompt":"p","seed":1})");
}

TEST(Request, LetsEverySeedThrough) {
  for (const std::int64_t seed : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{2147483648},
                                  std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()}) {
    EXPECT_EQ(Builder("p").seed(seed).build().to_json(), R"({"prompt":"p","seed":)" + std::to_string(seed) + "}");
  }
}

TEST(Request, KeepsTextOfEveryScriptAndEscapesWhatJsonMust) {
  EXPECT_EQ(Builder("Gr\xC3\xBC\xC3\x9F"
                    "e \xF0\x9F\x98\x80")
                .build()
                .to_json(),
            "{\"prompt\":\"Gr\xC3\xBC\xC3\x9F"
            "e \xF0\x9F\x98\x80\"}");
  EXPECT_EQ(Builder("a \"b\" \\ c\n\td\x01/").build().to_json(), R"({"prompt":"a \"b\" \\ c\n\td\u0001/"})");
}

TEST(Request, OfAVoiceSetTwiceKeepsTheLast) {
  EXPECT_EQ(
      Builder("p").reference_voice("https://e.com/1").reference_voice("https://e.com/2").build().reference_voice(),
      "https://e.com/2");
}

TEST(Request, SpellsTheResolutionsAsTheServiceDoes) {
  EXPECT_EQ(to_string(Resolution::p720), "720P");
  EXPECT_EQ(to_string(Resolution::p1080), "1080P");
  EXPECT_EQ(to_string(static_cast<Resolution>(9)), "");
}

TEST(Request, RefusesABlankPrompt) {
  for (const char* prompt : {"", " ", "\t\r\n", "\xC2\xA0", "\xE3\x80\x80\xE2\x80\x8B", "\xEF\xBB\xBF"}) {
    EXPECT_EQ(violation_of(Builder(prompt)).field, "prompt");
    EXPECT_TRUE(holds(violation_of(Builder(prompt)).message, "blank"));
  }
}

TEST(Request, RefusesAPromptThatIsNotUtf8) {
  const Violation violation = violation_of(Builder("caf\xE9"));
  EXPECT_EQ(violation.field, "prompt");
  EXPECT_EQ(violation.value, "caf\xEF\xBF\xBD");
  EXPECT_TRUE(holds(violation.message, "UTF-8"));
}

TEST(Request, RefusesAPromptWithANul) {
  EXPECT_TRUE(holds(violation_of(Builder("a\0b"s)).message, "NUL"));
  EXPECT_EQ(violations_of(Builder("\xFF\0b"s)).size(), 2u);
}

TEST(Request, ChecksTheNegativePromptButLetsItBeEmpty) {
  EXPECT_EQ(violation_of(Builder("p").negative_prompt("\xFF")).field, "negative_prompt");
  EXPECT_EQ(violation_of(Builder("p").negative_prompt("a\0b"s)).field, "negative_prompt");
  EXPECT_EQ(Builder("p").negative_prompt("").build().to_json(), R"({"prompt":"p","negative_prompt":""})");
}

TEST(Request, RefusesADurationOutsideTwoToFifteenSeconds) {
  for (const std::int64_t count :
       {std::int64_t{-1}, std::int64_t{0}, std::int64_t{1}, std::int64_t{16}, std::int64_t{99},
        std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()}) {
    const Violation violation = violation_of(Builder("p").duration(seconds(count)));
    EXPECT_EQ(violation.field, "duration");
    EXPECT_EQ(violation.value, std::to_string(count) + " s");
    EXPECT_TRUE(holds(violation.message, "2 to 15"));
  }
  for (int count = 2; count <= 15; ++count)
    EXPECT_TRUE(violations_of(Builder("p").duration(seconds(count))).empty()) << count;
}

TEST(Request, RefusesMoreThanFiveReferencesTogether) {
  Builder builder("p");
  for (int i = 0; i < 3; ++i) builder.reference_image(image);
  for (int i = 0; i < 2; ++i) builder.reference_video(image);
  EXPECT_TRUE(violations_of(builder).empty());
  builder.reference_voice(image);
  EXPECT_TRUE(violations_of(builder).empty());
  const Violation violation = violation_of(builder.reference_image(image));
  EXPECT_EQ(violation.field, "references");
  EXPECT_EQ(violation.value, "4 images and 2 videos");
  EXPECT_TRUE(holds(violation.message, "at most 5"));
}

TEST(Request, RefusesAResolutionThatIsNone) {
  const Violation violation = violation_of(Builder("p").resolution(static_cast<Resolution>(7)));
  EXPECT_EQ(violation.field, "resolution");
  EXPECT_EQ(violation.value, "7");
}

TEST(Request, TakesAbsoluteWebAddresses) {
  for (const char* address : {"http://example.com", "https://example.com/a%20b.png?x=1&y=2#f",
                              "HTTPS://EXAMPLE.COM/A.PNG", "https://192.0.2.1:8443/x", "https://[2001:db8::1]/x",
                              "http://127.0.0.1:8080/hero.png", "https://example.com/\xC3\xBC.png"}) {
    EXPECT_TRUE(violations_of(with_image(address)).empty()) << address;
  }
}

TEST(Request, RefusesAddressesThatAreNoAbsoluteWebAddresses) {
  for (const char* address :
       {"", " ", "https://", "https:///path", "http://:80/", "ftp://example.com/a.png", "javascript://x",
        "//example.com/a.png", "https://exa mple.com/", "https://example.com/a b.png", " https://example.com/a.png",
        "https://example.com:99999/", "https://example.com/\n", "https://example.com/\x1B[2J",
        "https://example.com/\xFF", "https://[::1/x", "example.com/hero.png", "mailto:a@example.com"}) {
    EXPECT_EQ(violation_of(with_image(address)).field, "reference_images[0]") << address;
  }
  EXPECT_TRUE(holds(violation_of(with_image("https://example.com/a.png\0.jpg"s)).message, "NUL"));
}

TEST(Request, TellsThatLocalFilesAndInlineDataMustBeUploadedFirst) {
  for (const char* address :
       {"hero.png", "./hero.png", "/home/me/hero.png", "C:\\clips\\hero.png", "C:/hero.png",
        "\\\\server\\share\\hero.png", "file:///home/me/hero.png", "FILE:/hero.png", "~/hero.png"}) {
    const Violation violation = violation_of(with_image(address));
    EXPECT_TRUE(holds(violation.message, "public address") && holds(violation.message, "upload"))
        << address << violation.message;
  }
  for (const char* address : {"data:image/png;base64,AAAA", "DATA:,x"}) {
    const Violation violation = violation_of(with_image(address));
    EXPECT_TRUE(holds(violation.message, "inline") && holds(violation.message, "upload")) << address;
  }
}

TEST(Request, NamesEachReferenceAsTheBodyAndAsThePromptDo) {
  const auto violations = violations_of(
      Builder("p").reference_image(image).reference_image("x.png").reference_video("y.mp4").reference_voice("z.wav"));
  ASSERT_EQ(violations.size(), 3u);
  EXPECT_EQ(violations[0].field, "reference_images[1]");
  EXPECT_TRUE(holds(violations[0].message, "Image2"));
  EXPECT_EQ(violations[0].value, "x.png");
  EXPECT_EQ(violations[1].field, "reference_videos[0]");
  EXPECT_TRUE(holds(violations[1].message, "Video1"));
  EXPECT_EQ(violations[2].field, "reference_voice");
}

TEST(Request, ShortensLongValuesAndKeepsThemSafeToPrint) {
  const Violation violation = violation_of(with_image("data:image/png;base64,\x1B[2J" + std::string(1 << 20, 'A')));
  EXPECT_LE(violation.value.size(), 200u);
  EXPECT_EQ(violation.value.find('\x1B'), std::string::npos);
}

TEST(Request, NamesEveryProblemAtOnce) {
  Builder builder(" ");
  builder.negative_prompt("\xFF")
      .duration(seconds(99))
      .resolution(static_cast<Resolution>(-1))
      .reference_voice("z.wav");
  for (int i = 0; i < 6; ++i) builder.reference_image("hero.png");
  const auto result = builder.try_build();
  ASSERT_FALSE(result);
  std::vector<std::string> fields;
  for (const Violation& violation : result.error().violations) fields.push_back(violation.field);
  EXPECT_EQ(fields, (std::vector<std::string>{"prompt", "negative_prompt", "reference_images[0]", "reference_images[1]",
                                              "reference_images[2]", "reference_images[3]", "reference_images[4]",
                                              "reference_images[5]", "references", "reference_voice", "resolution",
                                              "duration"}));
  EXPECT_EQ(result.error().message, "The request has 12 problems.");
}

TEST(Request, ThrowsWhatItReturns) {
  try {
    Builder("").duration(seconds(1)).build();
    FAIL() << "nothing was thrown";
  } catch (const InvalidRequestError& error) {
    EXPECT_EQ(error.error().violations.size(), 2u);
    EXPECT_TRUE(holds(error.what(), "duration: 1 s - "));
  }
}

TEST(Request, IsMadeAnewByABuilderThatGoesOn) {
  Builder builder("p");
  const auto first = builder.build();
  Builder copy = builder;
  builder.duration(seconds(9));
  copy.duration(seconds(3));
  EXPECT_EQ(first.duration(), std::nullopt);
  EXPECT_EQ(builder.build().duration(), seconds(9));
  EXPECT_EQ(copy.build().duration(), seconds(3));
  copy = builder;
  EXPECT_EQ(copy.build().duration(), seconds(9));
}

TEST(Request, OfABuilderThatWasMovedFromIsRefusedLikeAnEmptyOne) {
  Builder builder("p");
  const Builder taken = std::move(builder);
  EXPECT_TRUE(taken.try_build());
  EXPECT_EQ(violation_of(builder).field, "prompt");  // NOLINT: that is the point
  builder.duration(seconds(1));
  EXPECT_EQ(violations_of(builder).size(), 2u);
}

TEST(Request, MayBeReadByManyThreads) {
  const auto request = Builder("p").reference_image(image).build();
  const std::string expected = request.to_json();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([copy = request, &expected] {
      for (int round = 0; round < 200; ++round) EXPECT_EQ(Wan27R2VRequest(copy).to_json(), expected);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(Request, TurnsEveryFailedAllocationIntoAnError) {
  Builder builder("a prompt that is too long to be kept within the string itself");
  builder.reference_image(image).reference_image("hero.png").duration(seconds(99));
  bool failed_at_all = false;
  for (long allocation = 0; allocation < 2000; ++allocation) {
    allocations_until_failure = allocation;
    const auto result = builder.try_build();
    const bool reached = allocations_until_failure < 0;
    allocations_until_failure = -1;
    ASSERT_FALSE(result);
    if (!reached) {
      EXPECT_EQ(result.error().violations.size(), 2u);
      EXPECT_TRUE(failed_at_all);
      return;
    }
    EXPECT_EQ(result.error().kind, ErrorKind::internal);
    EXPECT_EQ(result.error().message, "Out of memory.");
    failed_at_all = true;
  }
  FAIL() << "the builder allocates without end";
}

}  // namespace
}  // namespace segmind
