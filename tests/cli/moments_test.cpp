#include "cli/moments.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace {

using namespace segmind::cli;
using namespace std::chrono_literals;
using TimePoint = std::chrono::system_clock::time_point;

constexpr TimePoint at(std::int64_t seconds_since_1970) { return TimePoint(std::chrono::seconds(seconds_since_1970)); }
constexpr TimePoint now = at(1'800'000'000);

TEST(Moments, AreReadAsRfc3339WritesThem) {
  const std::pair<const char*, TimePoint> moments[] = {{"2026-09-30", at(1790726400)},
                                                       {"2026-09-30T08:15:00Z", at(1790756100)},
                                                       {"2026-09-30t08:15:00z", at(1790756100)},
                                                       {"2026-09-30 08:15:00Z", at(1790756100)},
                                                       {"2026-09-30T08:15:00.123456789Z", at(1790756100)},
                                                       {"2026-09-30T10:15:00+02:00", at(1790756100)},
                                                       {"2026-09-30T02:45:00.5-05:30", at(1790756100)},
                                                       {"2024-02-29T23:59:60Z", at(1709251200)},
                                                       {"1970-01-01T00:00:00Z", at(0)}};
  for (const auto& [text, moment] : moments) EXPECT_EQ(moment_of(text, now), moment) << text;
}

TEST(Moments, AreReadAsTimeThatHasPassed) {
  EXPECT_EQ(moment_of("90s", now), now - 90s);
  EXPECT_EQ(moment_of("30m", now), now - 30min);
  EXPECT_EQ(moment_of("2h", now), now - 2h);
  EXPECT_EQ(moment_of("3d", now), now - 72h);
}

// A time that is read as another one looks for a paid clip in the wrong place.
TEST(Moments, AreNothingElse) {
  std::istringstream others(R"(s 5 5w -5m 1.5h 1000001d yesterday
    2026-02-29 2026-13-01 2026-00-10 2026-09-31 1969-12-31 2262-01-01 9999-12-31 2026-9-30
    2026-09-30T08:15Z 2026-09-30T08:15:00 2026-09-30T24:00:00Z 2026-09-30T08:60:00Z 2026-09-30T08:15:61Z
    2026-09-30T08:1x:00Z 2026-09-30T08:15:00+2:00 2026-09-30T08:15:00+24:00 2026-09-30T08:15:00+02:60
    2026-09-30T08:15:00*02:00 2026-09-30T08:15:00ZZ 2026-09-30X08:15:00Z 2026-09-30T08-15-00Z 2026-02-30T08:15:00Z)");
  for (std::string text; others >> text;) EXPECT_FALSE(moment_of(text, now)) << text;
  EXPECT_FALSE(moment_of("", now));
}

TEST(Moments, OfAFlagHavePassed) {
  std::optional<TimePoint> place;
  EXPECT_EQ(moment_into(place)("2h"), "");
  EXPECT_NE(moment_into(place)("2261-12-31").find("a time that has passed"), std::string::npos);
  EXPECT_NE(moment_into(place)("soon").find("a time such as"), std::string::npos);
}

}  // namespace
