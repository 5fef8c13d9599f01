#include "segmind/models/wan22_t2v_fast.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "segmind/exception.hpp"

namespace segmind {
namespace {

using Made = Wan22T2VFastRequest;
using Builder = Made::Builder;

std::vector<std::string> fields_refused(const Builder& builder) {
  const auto result = builder.try_build();
  if (result) return {};
  EXPECT_EQ(result.error().kind, ErrorKind::invalid_request);
  std::vector<std::string> fields;
  for (const Violation& violation : result.error().violations) fields.push_back(violation.field);
  return fields;
}

TEST(Wan22T2VFast, AlwaysSendsWhatIsRequired) {
  EXPECT_EQ(Builder("a fox").build().to_json(), R"({"prompt":"a fox","seed":null,"go_fast":true})");
  EXPECT_EQ(Builder("a fox").seed(-5).go_fast(false).build().to_json(),
            R"({"prompt":"a fox","seed":-5,"go_fast":false})");
  EXPECT_EQ(Builder("a fox").seed(1).random_seed().build().seed(), std::nullopt);
}

TEST(Wan22T2VFast, WritesEveryFieldAndHoldsWhatItWasGiven) {
  const Made made = Builder("a fox")
                        .seed(7)
                        .num_frames(100)
                        .resolution(Made::Resolution::p480)
                        .aspect_ratio(Made::AspectRatio::landscape_16_9)
                        .sample_shift(12.5)
                        .frames_per_second(24)
                        .build();
  EXPECT_EQ(made.to_json(),
            R"({"prompt":"a fox","seed":7,"go_fast":true,"num_frames":100,"resolution":"480p","aspect_ratio":"16:9",)"
            R"("sample_shift":12.5,"frames_per_second":24})");
  EXPECT_EQ(made.prompt(), "a fox");
  EXPECT_EQ(made.seed(), 7);
  EXPECT_TRUE(made.go_fast());
  EXPECT_EQ(made.num_frames(), 100);
  EXPECT_EQ(made.resolution(), Made::Resolution::p480);
  EXPECT_EQ(made.aspect_ratio(), Made::AspectRatio::landscape_16_9);
  EXPECT_EQ(made.sample_shift(), 12.5);
  EXPECT_EQ(made.frames_per_second(), 24);
}

TEST(Wan22T2VFast, TakesItsRangesToTheirEnds) {
  EXPECT_TRUE(fields_refused(Builder("p").num_frames(81).sample_shift(1).frames_per_second(5)).empty());
  EXPECT_TRUE(fields_refused(Builder("p").num_frames(100).sample_shift(20).frames_per_second(24)).empty());
  using Fields = std::vector<std::string>;
  for (const int frames : {80, 101}) EXPECT_EQ(fields_refused(Builder("p").num_frames(frames)), Fields{"num_frames"});
  for (const int frames : {4, 25}) {
    EXPECT_EQ(fields_refused(Builder("p").frames_per_second(frames)), Fields{"frames_per_second"});
  }
  for (const double shift : {0.99, 20.5, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_EQ(fields_refused(Builder("p").sample_shift(shift)), Fields{"sample_shift"});
  }
}

TEST(Wan22T2VFast, NamesEveryProblemAtOnce) {
  const Builder wrong = Builder("\xFF")
                            .num_frames(1)
                            .resolution(static_cast<Made::Resolution>(9))
                            .aspect_ratio(static_cast<Made::AspectRatio>(9))
                            .sample_shift(0)
                            .frames_per_second(60);
  EXPECT_EQ(fields_refused(wrong), (std::vector<std::string>{"prompt", "num_frames", "resolution", "aspect_ratio",
                                                             "sample_shift", "frames_per_second"}));
  EXPECT_THROW(wrong.build(), InvalidRequestError);
  EXPECT_EQ(fields_refused(Builder(" ")), std::vector<std::string>{"prompt"});
  const auto refused = Builder("p").sample_shift(20.5).try_build();
  EXPECT_EQ(refused.error().violations.front().value, "20.5");
  EXPECT_EQ(refused.error().violations.front().message, "It must be 1 to 20.");
}

TEST(Wan22T2VFast, ConvertsToARequestForAFilmWithoutAnyGuess) {
  const Made made = Builder("a fox").build();
  const Request& request = made;
  EXPECT_EQ(request.slug(), "wan-2.2-t2v-fast");
  EXPECT_EQ(request.to_json(), made.to_json());
  EXPECT_EQ(request.output(), Output::film);
  EXPECT_FALSE(request.estimated_cost());
  EXPECT_FALSE(request.expected_time());
}

TEST(Wan22T2VFast, ABuilderCanBeCopiedMovedAndUsedAgain) {
  Builder one("one");
  Builder copy = one;
  copy.seed(1);
  EXPECT_EQ(one.build().seed(), std::nullopt);
  const Builder moved = std::move(one);
  EXPECT_EQ(moved.build().prompt(), "one");
  EXPECT_EQ(fields_refused(one), std::vector<std::string>{"prompt"});  // NOLINT: a moved-from builder is empty
  one.go_fast(false);
  one = copy;
  EXPECT_EQ(one.build().seed(), 1);
}

}  // namespace
}  // namespace segmind
