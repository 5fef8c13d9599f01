#include <gtest/gtest.h>

#include <numeric>
#include <vector>

#include "net/loop.hpp"

namespace {

using segmind::net::Listener;
using segmind::net::Loop;
using std::chrono::milliseconds;

class ClockByHand final : public segmind::net::Clock {
 public:
  segmind::net::TimePoint now() const noexcept override { return time; }
  segmind::net::TimePoint time{};
};

/// Has things arrive, one in each turn, and waits for nothing.
class Arrivals final : public segmind::net::Transport {
 public:
  ExchangeId start(segmind::net::HttpRequest, Listener&) override { return 0; }
  void stop(ExchangeId) noexcept override {}
  void stop_silent(ExchangeId) noexcept override {}
  bool turn(milliseconds) noexcept override {
    if (arrived > 0) --arrived, ++heard;
    if (each_takes) each_takes();
    return arrived > 0;
  }
  bool is_closing() const noexcept override { return false; }
  void wake() noexcept override {}
  void close() noexcept override {}
  void end() noexcept override {}

  int arrived = 0;
  int heard = 0;
  std::function<void()> each_takes;
};

class LoopByHand : public ::testing::Test {
 protected:
  std::shared_ptr<ClockByHand> clock = std::make_shared<ClockByHand>();
  Arrivals* transport = new Arrivals;
  Loop loop{std::unique_ptr<segmind::net::Transport>(transport), clock, Loop::Thread::none};
};

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
  PumpedLoop() : Loop(std::make_unique<Arrivals>(), std::make_shared<segmind::net::Clock>(), Thread::none) {}
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
