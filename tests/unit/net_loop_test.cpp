#include <gtest/gtest.h>

#include <numeric>
#include <vector>

#include "loop_by_hand.hpp"

namespace segmind::net {
namespace {

using std::chrono::milliseconds;

TEST_F(LoopByHand, WhatHasArrivedIsHeardBeforeALimit) {
  transport->arrived = 5;
  int heard_before = -1;
  loop.at_limit(clock->time + milliseconds(10), [&] { heard_before = transport->heard; });
  clock->time += milliseconds(20);
  loop.turn_now();
  EXPECT_EQ(heard_before, 5);
}

TEST_F(LoopByHand, WhatHasArrivedIsHeardBeforeATask) {
  transport->arrived = 5;
  int heard_before = -1;
  loop.post([&] { heard_before = transport->heard; });
  loop.turn_now();
  EXPECT_EQ(heard_before, 5);
}

// The rate limiter's timer, for one: nobody else would serve those who wait in its line.
TEST_F(LoopByHand, ATimerThatLacksMemoryIsRunAgainALittleLater) {
  int runs = 0;
  loop.at(clock->time, [&] {
    if (++runs < 3) throw std::bad_alloc();
  });
  for (int turns = 0; turns < 100; ++turns) {
    loop.turn_now();
    EXPECT_LE(runs, turns + 1) << "it is run without a pause";
    clock->time += milliseconds(20);
  }
  EXPECT_EQ(runs, 3);
}

// A turn takes two milliseconds here: half of it before limits, half of it after.
TEST_F(LoopByHand, ALimitWaitsForHundredsOfArrivalsButNotForAFlood) {
  transport->each_takes = [this] { clock->time += milliseconds(1); };
  for (const bool flood : {false, true}) {
    transport->arrived = flood ? 1'000'000 : 200;
    bool is_over = false;
    loop.at_limit(clock->time, [&] { is_over = true; });
    int turns = 0;
    for (; !is_over && turns < 1000; ++turns) {
      loop.turn_now();
      clock->time += milliseconds(16);  // the rest of the frame
    }
    EXPECT_TRUE(is_over);
    EXPECT_TRUE(flood ? turns < 200 : transport->arrived == 0) << turns << ", " << transport->arrived;
  }
}

TEST_F(LoopByHand, AClosedLoopAtRestRunsNothingUntilItIsShutDown) {
  int ran = 0;
  loop.post([&] { ++ran; });
  loop.rest(milliseconds(0));
  EXPECT_FALSE(loop.post([&] { ++ran; }));
  EXPECT_FALSE(loop.turn(milliseconds(0)));
  EXPECT_EQ(ran, 0);
  loop.shut_down();
  EXPECT_EQ(ran, 1);
}

/// As a program's loop has it, without anything to wait for.
struct PumpedLoop : Loop {
  PumpedLoop() : Loop(std::make_unique<Arrivals>(), std::make_shared<net::Clock>(), Thread::none) {}
};

TEST(NetLoop, ATurnRunsAPartOfManyTasksAndTheNextOnesTheRestInOrder) {
  PumpedLoop loop;
  std::vector<int> ran;
  const auto begin = [&](int number) {
    return loop.post([&ran, number] {
      const auto until = Loop::Clock::now() + std::chrono::milliseconds(5);
      while (Loop::Clock::now() < until) continue;
      ran.push_back(number);
    });
  };
  for (int i = 0; i < 8; ++i) ASSERT_TRUE(begin(i));
  loop.turn_now();
  EXPECT_LT(ran.size(), 8U);
  ASSERT_TRUE(begin(8));
  for (int i = 0; i < 9 && ran.size() < 9; ++i) loop.turn_now();
  std::vector<int> all(9);
  std::iota(all.begin(), all.end(), 0);
  EXPECT_EQ(ran, all);
}

TEST(NetLoop, WhatNoTurnHasRunIsRunWhenTheLoopIsShutDown) {
  PumpedLoop loop;
  int ran = 0;
  for (int i = 0; i < 1000; ++i) {
    loop.post([&ran] {
      ++ran;
      const auto until = Loop::Clock::now() + std::chrono::microseconds(50);
      while (Loop::Clock::now() < until) continue;
    });
  }
  loop.turn_now();
  EXPECT_LT(ran, 1000);
  loop.shut_down();
  EXPECT_EQ(ran, 1000);
}

}  // namespace
}  // namespace segmind::net
