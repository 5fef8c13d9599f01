#include "call/queue/poll_schedule.hpp"

#include <gtest/gtest.h>

#include <random>

namespace segmind::call {
namespace {

using std::chrono::milliseconds;

constexpr ExpectedTime told{milliseconds(329'000), milliseconds(490'000)};
constexpr Expectation documented{told.earliest, told.latest, false};

TEST(PollSchedule, LearnsAtMostThreeSecondsLateWithAtMostFifteenQuestionsOnAverage) {
  std::mt19937 random(7);
  std::uniform_int_distribution<int> durations(330'000, 490'000);
  DurationHistory history;
  constexpr int jobs = 5'000;
  double questions = 0;
  double late = 0;
  for (int i = 0; i < jobs; ++i) {
    const milliseconds duration(durations(random));
    milliseconds age = next_poll(milliseconds(0), history.expectation(told));
    for (++questions; age < duration; ++questions) age = next_poll(age, history.expectation(told));
    late += static_cast<double>((age - duration).count()) / 1000.0;
    history.add(duration);
  }
  EXPECT_LE(questions / jobs, 15.0);
  EXPECT_LE(late / jobs, 3.0);
}

TEST(PollSchedule, AlwaysAsksLaterThanNowAndAtMostAMinuteApartOnceJobsAreExpectedToEnd) {
  for (const Expectation& expectation : {documented, Expectation{milliseconds(0), milliseconds(0), true},
                                         Expectation{milliseconds(5), milliseconds(3'600'000), true}}) {
    for (milliseconds age{0}; age < milliseconds(7'200'000); age += milliseconds(997)) {
      const milliseconds next = next_poll(age, expectation);
      EXPECT_GT(next, age);
      if (age >= expectation.earliest) {
        EXPECT_LE(next - age, milliseconds(134'000));
      }
    }
  }
}

TEST(PollSchedule, AsksEarlyForWhatFailsAtOnceUnlessNothingHasFailedForLong) {
  EXPECT_LE(next_poll(milliseconds(0), documented), milliseconds(10'000));
  DurationHistory history;
  for (int i = 0; i < 100; ++i) history.add(milliseconds(400'000));
  EXPECT_GT(next_poll(milliseconds(0), history.expectation(told)), milliseconds(300'000));
  history.add_failure();
  EXPECT_LE(next_poll(milliseconds(0), history.expectation(told)), milliseconds(10'000));
}

TEST(PollSchedule, BelievesAFewDurationsLessThanTheDocumentation) {
  DurationHistory history;
  for (int i = 0; i < 7; ++i) history.add(milliseconds(20'000));
  EXPECT_EQ(history.expectation(told).earliest, documented.earliest);
  history.add(milliseconds(20'000));
  EXPECT_EQ(history.expectation(told).earliest, milliseconds(20'000));
}

TEST(PollSchedule, LearnsForEachModelApart) {
  ModelDurations durations({}, {});
  for (int i = 0; i < 8; ++i) durations.add("quick", milliseconds(6'000));
  EXPECT_EQ(durations.expectation("quick", told).latest, milliseconds(6'000));
  EXPECT_EQ(durations.expectation("slow", told).earliest, told.earliest);
}

TEST(PollSchedule, TheClientsOptionsCountMoreThanWhatARequestSaysOfItself) {
  const ModelDurations both(milliseconds(1'000), milliseconds(2'000));
  EXPECT_EQ(both.expectation("m", told).earliest, milliseconds(1'000));
  EXPECT_EQ(both.expectation("m", told).latest, milliseconds(2'000));
  const ModelDurations latest_alone({}, milliseconds(2'000));
  EXPECT_EQ(latest_alone.expectation("m", told).earliest, milliseconds(2'000));
  const ModelDurations earliest_alone(milliseconds(600'000), {});
  EXPECT_EQ(earliest_alone.expectation("m", told).latest, milliseconds(600'000));
}

TEST(PollSchedule, AsksEveryTenSecondsForAJobWhoseModelIsNotKnown) {
  const Expectation unknown = ModelDurations({}, {}).expectation("", {});
  EXPECT_EQ(next_poll(milliseconds(60'000), unknown), milliseconds(70'000));
}

}  // namespace
}  // namespace segmind::call
