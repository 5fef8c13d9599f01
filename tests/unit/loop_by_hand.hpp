#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "net/loop.hpp"

namespace segmind::net {

class ClockByHand final : public Clock {
 public:
  TimePoint now() const noexcept override { return time; }
  TimePoint time{};
};

/// Has things arrive, one in each turn, and waits for nothing.
class Arrivals final : public Transport {
 public:
  ExchangeId start(HttpRequest, Listener&) override { return 0; }
  void stop(ExchangeId) noexcept override {}
  void stop_silent(ExchangeId) noexcept override {}
  bool turn(std::chrono::milliseconds) noexcept override {
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
  Loop loop{std::unique_ptr<Transport>(transport), clock, Loop::Thread::none};
};

}  // namespace segmind::net
