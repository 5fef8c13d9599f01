#include <gtest/gtest.h>

#include "call/recovery/record_holder.hpp"
#include "call/recovery/sought.hpp"
#include "failing_allocation.hpp"

namespace segmind::call {
namespace {

using namespace std::chrono_literals;

class ClockByHand final : public net::Clock {
 public:
  TimePoint now() const noexcept override { return time; }
  TimeOfDay time_of_day() const noexcept override { return day; }
  TimePoint time{1000h};
  TimeOfDay day{500000h};
};

TEST(RecordClaims, ARecordBelongsToOneIntention) {
  ClockByHand clock;
  RecordClaims claims(clock);
  RecordHolder first(claims);
  RecordHolder second(claims);
  EXPECT_TRUE(first.claim("a"));
  EXPECT_TRUE(first.claim("a")) << "again";
  EXPECT_FALSE(second.may_claim("a"));
  EXPECT_FALSE(second.claim("a"));
  EXPECT_TRUE(second.claim("b"));
}

TEST(RecordClaims, WhatCouldNotBeClaimedForWantOfMemoryIsFree) {
  ClockByHand clock;
  RecordClaims claims(clock);
  const std::string id = "an id that is too long for a string to hold within itself";
  for (long allocation = 0, failed = true; failed; ++allocation) {
    RecordHolder holder(claims);
    allocations_until_failure = allocation;
    try {
      holder.claim(id);
      failed = false;
    } catch (const std::bad_alloc&) {
    }
    allocations_until_failure = -1;
    failures_left = 0;
    if (!failed) continue;
    RecordHolder next(claims);
    EXPECT_TRUE(next.claim(id)) << "allocation " << allocation;
    EXPECT_FALSE(holder.claim(id)) << "allocation " << allocation;
  }
}

TEST(RecordClaims, WhatNobodyGotIsFreeAgain) {
  ClockByHand clock;
  RecordClaims claims(clock);
  {
    RecordHolder failed(claims);
    EXPECT_TRUE(failed.claim("a"));
    RecordHolder served(claims);
    EXPECT_TRUE(served.claim("b"));
    served.keep();
  }
  RecordHolder next(claims);
  EXPECT_TRUE(next.claim("a"));
  EXPECT_FALSE(next.claim("b"));
}

TEST(RecordClaims, AreForgottenWhenNobodyCanLookForThemAnyMore) {
  ClockByHand clock;
  RecordClaims claims(clock);
  {
    RecordHolder served(claims);
    served.claim("a");
    served.keep();
  }
  RecordHolder next(claims);
  clock.time += 47h;
  EXPECT_FALSE(next.claim("a"));
  clock.time += 2h;
  EXPECT_TRUE(next.claim("a"));
}

class RecordFit : public ::testing::Test {
 protected:
  RecordFit() {
    sought.slug = "model";
    sought.body = api::RequestBody(R"({"prompt":"A fox"})");
    sought.sent = clock.time - 5min;
  }

  static Row row(std::optional<net::Clock::TimeOfDay> created, const char* body = R"({"prompt":"A fox"})",
                 const char* model = "model") {
    api::ToldRecord record;
    record.request_id = "r";
    record.created = created;
    record.request_body = body;
    record.model = model;
    return Row(record);
  }

  ClockByHand clock;
  Sought sought;
  const ServiceClock by_date{clock, clock.day + 1h};  // the service's clock is ahead
  const ServiceClock without_date{clock, std::nullopt};
};

TEST_F(RecordFit, TimesAreComparedOnTheServicesClock) {
  const auto sent = clock.day + 1h - 5min;
  EXPECT_EQ(fit(row(sent), sought, by_date), Fit::certain);
  EXPECT_EQ(fit(row(sent + 20h), sought, by_date), Fit::certain);
  EXPECT_EQ(fit(row(sent - 9s), sought, by_date), Fit::certain) << "a Date counts in seconds";
  EXPECT_EQ(fit(row(sent - 11s), sought, by_date), Fit::none);
}

TEST_F(RecordFit, WithoutADateTheWindowHoldsEveryZoneOfTheWorld) {
  EXPECT_EQ(fit(row(clock.day - 26h), sought, without_date), Fit::untimed);
  EXPECT_EQ(fit(row(clock.day - 27h), sought, without_date), Fit::none);
  EXPECT_EQ(fit(row(std::nullopt), sought, without_date), Fit::untimed);
  EXPECT_EQ(fit(row(std::nullopt), sought, by_date), Fit::untimed);
}

TEST_F(RecordFit, OfTheModelAndOfUnknownContentItMayBe) {
  EXPECT_EQ(fit(row(clock.day + 1h, ""), sought, by_date), Fit::unclear);
  EXPECT_EQ(fit(row(clock.day + 1h, "{}"), sought, by_date), Fit::unclear);
  EXPECT_EQ(fit(row(clock.day + 1h, R"({"prompt":"A hen"})"), sought, by_date), Fit::none);
  EXPECT_EQ(fit(row(clock.day + 1h, R"({"prompt":"A fox"})", "other"), sought, by_date), Fit::none);
  EXPECT_EQ(fit(row(clock.day + 1h, R"({"prompt":"A fox"})", ""), sought, by_date), Fit::certain);
}

}  // namespace
}  // namespace segmind::call
