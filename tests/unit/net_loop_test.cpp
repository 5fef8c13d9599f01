#include <gtest/gtest.h>

#include <numeric>
#include <vector>

#include "net/loop.hpp"

namespace {

using segmind::net::Loop;

TEST(NetLoop, ATurnRunsAPartOfManyTasksAndTheNextOnesTheRestInOrder) {
  Loop loop({}, segmind::net::Driver::Kind::best, Loop::Thread::none);
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
  Loop loop({}, segmind::net::Driver::Kind::best, Loop::Thread::none);
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
