#include "call/exchange/rate_limiter.hpp"

#include <gtest/gtest.h>

#include "failing_allocation.hpp"
#include "loop_by_hand.hpp"

namespace segmind::call {
namespace {

using net::LoopByHand;
using std::chrono::milliseconds;

class Limiter : public LoopByHand {
 protected:
  RateLimiter limiter{loop, 2, RetryPolicy()};
};

TEST_F(Limiter, ServesItsWholeLineWhicheverAllocationFails) {
  for (long allocation = 0; allocation < 20; ++allocation) {
    constexpr int waiting = 7;
    int served = 0;
    for (int i = 0; i < waiting; ++i) {
      limiter.line_up(RateLimiter::Kind::paid, [&served] { return ++served > 0; });
    }
    for (int minutes = 0; minutes < 10; ++minutes) {
      allocations_until_failure = minutes == 0 ? allocation : -1;
      loop.turn_now();
      allocations_until_failure = -1;
      clock->time += std::chrono::minutes(1);
    }
    EXPECT_EQ(served, waiting) << "allocation " << allocation;
  }
}

}  // namespace
}  // namespace segmind::call
