#include <gtest/gtest.h>

#include <string>

#include "api/record_match.hpp"

namespace segmind::api {
namespace {

Likeness compared(const std::string& sent, const std::string& recorded) {
  return likeness(RequestBody(sent), RequestBody(recorded));
}

const std::string sent = R"({"prompt":"A fox","duration":5,"seed":7,"reference_images":"https://a/b.png"})";

TEST(RecordMatch, TheSameBodyIsTheSame) {
  EXPECT_EQ(compared(sent, sent), Likeness::same);
  EXPECT_EQ(compared("{}", "{}"), Likeness::same);
}

TEST(RecordMatch, DefaultsThatTheServiceAddedDoNotCount) {
  EXPECT_EQ(compared(sent, R"({"negative_prompt":"blurry","seed":7,"prompt":"A fox","duration":5,"resolution":"720P",
                              "reference_images":"https://a/b.png"})"),
            Likeness::same);
}

TEST(RecordMatch, EveryFieldThatWasSentCounts) {
  for (const char* other : {R"({"prompt":"A fox","duration":6,"seed":7,"reference_images":"https://a/b.png"})",
                            R"({"prompt":"A fox","duration":5,"seed":8,"reference_images":"https://a/b.png"})",
                            R"({"prompt":"A fox","duration":5,"seed":7,"reference_images":"https://a/c.png"})",
                            R"({"prompt":"A fox","duration":5,"seed":7})", R"({"prompt":"A fox"})", "{}"}) {
    EXPECT_EQ(compared(sent, other), Likeness::unclear) << other;
  }
}

TEST(RecordMatch, AnotherPromptIsAnotherRequest) {
  EXPECT_EQ(compared(sent, R"({"prompt":"A fox.","duration":5,"seed":7,"reference_images":"https://a/b.png"})"),
            Likeness::other);
  EXPECT_EQ(compared(R"({"seed":7})", R"({"prompt":"A fox","seed":7})"), Likeness::same);
}

TEST(RecordMatch, NumbersAreEqualByValue) {
  EXPECT_EQ(compared(R"({"a":5,"b":0.5,"c":-1})", R"({"a":5.0,"b":5e-1,"c":"-1"})"), Likeness::same);
  EXPECT_EQ(compared(R"({"a":9007199254740993})", R"({"a":9007199254740992})"), Likeness::unclear);
  EXPECT_EQ(compared(R"({"a":5})", R"({"a":"five"})"), Likeness::unclear);
  EXPECT_EQ(compared(R"({"a":"5"})", R"({"a":"5.0"})"), Likeness::unclear) << "texts are texts";
  EXPECT_EQ(compared(R"({"a":1})", R"({"a":true})"), Likeness::unclear);
}

TEST(RecordMatch, ASingleTextEqualsAnArrayOfIt) {
  EXPECT_EQ(compared(R"({"r":"x"})", R"({"r":["x"]})"), Likeness::same);
  EXPECT_EQ(compared(R"({"r":["x"]})", R"({"r":"x"})"), Likeness::same);
  EXPECT_EQ(compared(R"({"r":["x","y"]})", R"({"r":["x","y"]})"), Likeness::same);
  EXPECT_EQ(compared(R"({"r":["x","y"]})", R"({"r":["y","x"]})"), Likeness::unclear);
  EXPECT_EQ(compared(R"({"r":"x"})", R"({"r":["x","x"]})"), Likeness::unclear);
  EXPECT_EQ(compared(R"({"r":[]})", R"({"r":"x"})"), Likeness::unclear);
}

TEST(RecordMatch, AResolutionIsEqualInAnyCase) {
  EXPECT_EQ(compared(R"({"resolution":"720P"})", R"({"resolution":"720p"})"), Likeness::same);
  EXPECT_EQ(compared(R"({"resolution":"720P"})", R"({"resolution":"1080p"})"), Likeness::unclear);
  EXPECT_EQ(compared(R"({"voice":"A"})", R"({"voice":"a"})"), Likeness::unclear);
}

TEST(RecordMatch, ASeedThatWasLeftToChanceEqualsAny) {
  for (const char* seed : {"null", "-1"}) {
    for (const char* recorded : {R"({"seed":1234})", R"({"seed":null})", "{}", R"({"seed":"x"})"}) {
      EXPECT_EQ(compared(std::string(R"({"seed":)") + seed + '}', recorded), Likeness::same) << seed << recorded;
    }
  }
  EXPECT_EQ(compared(R"({"seed":0})", "{}"), Likeness::unclear);
  EXPECT_EQ(compared(R"({"fps":null})", "{}"), Likeness::same) << "what was not said";
  EXPECT_EQ(compared(R"({"fps":null})", R"({"fps":16})"), Likeness::unclear);
}

TEST(RecordMatch, ABodyThatIsNotToldIsUnclear) {
  for (const char* none : {"", "null", "[]", "{", "\"{}\""}) EXPECT_EQ(compared(sent, none), Likeness::unclear) << none;
}

TEST(RecordMatch, ObjectsAreComparedInside) {
  EXPECT_EQ(compared(R"({"o":{"a":1}})", R"({"o":{"a":1.0,"b":2}})"), Likeness::same);
  EXPECT_EQ(compared(R"({"o":{"a":1}})", R"({"o":{"b":1}})"), Likeness::unclear);
  EXPECT_EQ(compared(R"({"o":{"a":1}})", R"({"o":1})"), Likeness::unclear);
}

TEST(RecordMatch, AModelIsKnownHoweverItIsSpelled) {
  EXPECT_TRUE(is_same_model("wan2.7-r2v", "wan2.7-r2v"));
  EXPECT_TRUE(is_same_model("wan2.7-r2v", "Wan 2.7 R2V"));
  EXPECT_TRUE(is_same_model("wan2.7-r2v", ""));
  EXPECT_FALSE(is_same_model("wan2.7-r2v", "wan2.7-r2v-fast"));
  EXPECT_FALSE(is_same_model("wan2.7-r2v-fast", "wan2.7-r2v"));
  EXPECT_FALSE(is_same_model("wan2.7-r2v", "p-image"));
}

TEST(RecordMatch, TellsTheSeedThatWasDrawn) {
  EXPECT_EQ(RequestBody(R"({"seed":7})").seed(), 7);
  for (const char* none : {R"({"seed":-1})", R"({"seed":null})", "{}", ""}) EXPECT_FALSE(RequestBody(none).seed());
}

}  // namespace
}  // namespace segmind::api
