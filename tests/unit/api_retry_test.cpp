#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

#include "api/retry.hpp"
#include "web/date.hpp"

namespace segmind::api {
namespace {

using namespace segmind::web;  // NOLINT: what is tested

using std::chrono::milliseconds;
using std::chrono::seconds;

// Sun, 06 Nov 1994 08:49:37 GMT, the example of the HTTP standard.
constexpr std::int64_t example = 784111777;
constexpr std::int64_t noon_in_march_2026 = 1772366400;  // 2026-03-01T12:00:00Z

UtcTime at(std::int64_t epoch_seconds) { return UtcTime(seconds(epoch_seconds)); }

std::optional<milliseconds> wait_for(const std::string& header, const std::string& value,
                                     std::int64_t now = noon_in_march_2026) {
  return retry_after({{header, value}}, std::chrono::system_clock::time_point(seconds(now)));
}

TEST(HttpDate, ReadsAllThreeFormsOfTheStandard) {
  for (const char* text :
       {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        " sun, 06 nov 1994 08:49:37 gmt ", "Mon, 06 Nov 1994 08:49:37 UTC"}) {
    EXPECT_EQ(parse_http_date(text), at(example)) << text;
  }
}

TEST(HttpDate, PlacesTwoDigitYearsFrom1971To2070) {
  EXPECT_EQ(parse_http_date("Sunday, 06-Nov-71 08:49:37 GMT"), parse_http_date("Sun, 06 Nov 1971 08:49:37 GMT"));
  EXPECT_EQ(parse_http_date("Sunday, 06-Nov-26 08:49:37 GMT"), parse_http_date("Sun, 06 Nov 2026 08:49:37 GMT"));
  EXPECT_EQ(parse_http_date("Sunday, 06-Nov-70 08:49:37 GMT"), parse_http_date("Sun, 06 Nov 2070 08:49:37 GMT"));
}

TEST(HttpDate, KnowsTheCalendar) {
  EXPECT_EQ(parse_http_date("Thu, 01 Jan 1970 00:00:00 GMT"), at(0));
  EXPECT_EQ(parse_http_date("Tue, 29 Feb 2000 00:00:00 GMT"), at(951782400));
  EXPECT_EQ(parse_http_date("Fri, 31 Dec 1999 23:59:59 GMT"), at(946684799));
  EXPECT_EQ(parse_http_date("Mon, 01 Mar 2100 00:00:00 GMT"), at(4107542400));
  for (const char* text :
       {"Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 99999999 08:49:37"}) {
    EXPECT_FALSE(parse_http_date(text)) << text;
  }
}

TEST(HttpDate, FollowsEveryDayOfAFourHundredYearCycle) {
  static const char* const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  std::int64_t day = 0;
  for (int year = 1970; year < 2370; ++year) {
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    for (int month = 0; month < 12; ++month) {
      for (int date = 1; date <= lengths[month] + (month == 1 && leap); ++date, ++day) {
        char text[64];
        std::snprintf(text, sizeof text, "Sun, %02d %s %04d 00:00:00 GMT", date, months[month], year);
        ASSERT_EQ(parse_http_date(text), at(day * 86400)) << text;
      }
    }
  }
  EXPECT_EQ(day, 146097);
}

TEST(HttpDate, ToleratesWhatIsNotAmbiguous) {
  for (const char* text : {"Mon, 06 Nov 1994 08:49:37 GMT", "06 Nov 1994 08:49:37 GMT", "Sun, 6 Nov 1994 08:49:37 GMT",
                           "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 00:49:37 PST"}) {
    EXPECT_EQ(parse_http_date(text), at(example)) << text;
  }
}

TEST(HttpDate, RefusesWhatIsNone) {
  using namespace std::string_literals;
  for (const std::string& text :
       {""s, "Sun"s, "Sun,"s, "soon"s, "Sun, 06 Nov 1994"s, "Sun, 06 Foo 1994 08:49:37 GMT"s,
        "Foo, 06 Nov 1994 08:49:37 GMT"s, "Sun, 06 Nov 1994 08:49:37 LMT"s, "Sun, 06 Nov 1994 08:49:37 GMT trailing"s,
        "Sun Nov 6 08:49:37"s, "1994-11-06T08:49:37Z"s, "08:49:37"s, "20260301"s, "1772366410"s, ",,,"s, "Sun, --"s,
        "Sun, 06 Nov 1994 08:49:37\0GMT"s}) {
    EXPECT_FALSE(parse_http_date(text)) << text;
  }
}

#ifndef _WIN32
TEST(Dates, AreTheSameInEveryTimeZone) {
  const char* const before = std::getenv("TZ");
  const std::string kept = before == nullptr ? "" : before;
  for (const char* zone : {"America/New_York", "EST5EDT", "Asia/Kolkata", "IST-5:30", "UTC"}) {
    setenv("TZ", zone, 1);
    tzset();
    EXPECT_EQ(parse_http_date("Sun Nov  6 08:49:37 1994"), at(example)) << zone;
    EXPECT_EQ(parse_iso_8601("2026-03-01T12:00:00"), at(noon_in_march_2026)) << zone;
  }
  before == nullptr ? unsetenv("TZ") : setenv("TZ", kept.c_str(), 1);
  tzset();
}
#endif

TEST(Iso8601, ReadsZonesFractionsAndTheirAbsence) {
  for (const char* text :
       {"2026-03-01T12:00:00Z", "2026-03-01T12:00:00", "2026-03-01 12:00:00", "2026-03-01t12:00:00z",
        "2026-03-01T12:00:00+00:00", "2026-03-01T14:30:00+02:30", "2026-03-01T04:00:00-0800", "2026-03-01T13:00:00+01",
        "2026-03-01 12:00:00 UTC", "2026-03-01T12:00", "2026-03-01T12:00:00.0"}) {
    EXPECT_EQ(parse_iso_8601(text), at(noon_in_march_2026)) << text;
  }
  EXPECT_EQ(parse_iso_8601("2026-03-01T17:30:00+05:30"), at(noon_in_march_2026));
  for (const char* text :
       {"2026-03-01T12:00:00.25Z", "2026-03-01T12:00:00,250", "2026-03-01T12:00:00.250999999+00:00"}) {
    EXPECT_EQ(parse_iso_8601(text), at(noon_in_march_2026) + milliseconds(250)) << text;
  }
}

TEST(Iso8601, RefusesWhatIsNone) {
  for (const char* text :
       {"", "2026", "2026-03-01", "2026-13-01T12:00:00Z", "2026-00-01T12:00:00Z", "2026-02-32T12:00:00Z",
        "2026-03-01T25:00:00Z", "2026-03-01T12:60:00Z", "2026-03-01T12:00:00-1500", "2026-03-01T12:00:00+5",
        "2026-03-01T12:00:00+05:3", "2026-03-01T12:00:00.Z", "2026-03-01T12:00:00+99:00", "2026-03-01T12:00:00 EST",
        "20260301T120000Z", "2026-03-01T12:00:00Zjunk", "2026-03-01T12:00:00+"}) {
    EXPECT_FALSE(parse_iso_8601(text)) << text;
  }
}

TEST(RetryAfter, ReadsSecondsWholeAndDecimal) {
  EXPECT_EQ(wait_for("retry-after", "12"), seconds(12));
  EXPECT_EQ(wait_for("retry-after", " 1.5 "), milliseconds(1500));
  EXPECT_EQ(wait_for("retry-after", "0"), seconds(0));
  EXPECT_EQ(wait_for("retry-after", "005"), seconds(5));
}

TEST(RetryAfter, ReadsAnHttpDate) {
  EXPECT_EQ(wait_for("retry-after", "Sun, 01 Mar 2026 12:00:30 GMT"), seconds(30));
  EXPECT_EQ(wait_for("retry-after", "Sunday, 01-Mar-26 12:01:00 GMT"), seconds(60));
  EXPECT_EQ(wait_for("retry-after", "Sun Mar  1 12:00:05 2026"), seconds(5));
}

TEST(RetryAfter, TakesThePastForNowAndMoreThanAnHourForAnHour) {
  EXPECT_EQ(wait_for("retry-after", "-5"), seconds(0));
  EXPECT_EQ(wait_for("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"), seconds(0));
  EXPECT_EQ(wait_for("retry-after", "3601"), seconds(3600));
  EXPECT_EQ(wait_for("retry-after", "99999999999999999999999999"), seconds(3600));
  EXPECT_EQ(wait_for("retry-after", "Fri, 31 Dec 9999 23:59:59 GMT"), seconds(3600));
}

TEST(RetryAfter, FallsBackToTheEndOfTheRateLimit) {
  const std::string name = "x-rate-limit-reset-at-utc";
  EXPECT_EQ(wait_for(name, "2026-03-01T12:00:42Z"), seconds(42));
  EXPECT_EQ(wait_for(name, "2026-03-01 12:00:42.5"), milliseconds(42500));
  EXPECT_EQ(wait_for(name, "1772366410"), seconds(10));
  EXPECT_EQ(wait_for(name, "1772366410500"), milliseconds(10500));
  EXPECT_EQ(wait_for(name, "1772366410.5"), milliseconds(10500));
  EXPECT_EQ(wait_for(name, "Sun, 01 Mar 2026 12:00:30 GMT"), seconds(30));
  EXPECT_EQ(wait_for(name, "2025-03-01T12:00:42Z"), seconds(0));
  EXPECT_EQ(wait_for(name, "2036-03-01T12:00:42Z"), seconds(3600));
}

TEST(RetryAfter, PrefersTheStandardHeaderUnlessItIsNonsense) {
  const auto now = std::chrono::system_clock::time_point(seconds(noon_in_march_2026));
  EXPECT_EQ(retry_after({{"x-rate-limit-reset-at-utc", "2026-03-01T12:00:42Z"}, {"retry-after", "7"}}, now),
            seconds(7));
  EXPECT_EQ(retry_after({{"x-rate-limit-reset-at-utc", "2026-03-01T12:00:42Z"}, {"retry-after", "soon"}}, now),
            seconds(42));
}

TEST(RetryAfter, IgnoresNonsense) {
  for (const char* text : {"", "soon", "nan", "inf", "1e999", "12 apples", "0x10", "12,13", "Sun", "\xFF\xFE"}) {
    EXPECT_FALSE(wait_for("retry-after", text)) << text;
    EXPECT_FALSE(wait_for("x-rate-limit-reset-at-utc", text)) << text;
  }
  EXPECT_FALSE(wait_for("x-rate-limit-reset-at-utc", "60"));
  EXPECT_FALSE(wait_for("x-rate-limit-reset-at-utc", "-1772366410"));
  EXPECT_FALSE(retry_after({}, {}));
}

}  // namespace
}  // namespace segmind::api
