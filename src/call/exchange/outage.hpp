#pragma once

#include <algorithm>
#include <chrono>
#include <utility>

#include "call/lifecycle/durations.hpp"
#include "net/loop.hpp"
#include "segmind/call_options.hpp"

namespace segmind::call {

/// Slows down paid requests while the service is out of order, when each of them may be charged in vain: one at a time,
/// with growing pauses, until a request sent since then gets another answer. Must be used on the loop's thread.
class Outage {
 public:
  using Clock = net::Loop::Clock;

  /// The pauses grow from policy.first_wait to policy.longest_wait.
  explicit Outage(const RetryPolicy& policy)
      : first_(bounded(policy.first_wait)), longest_(std::max(bounded(policy.longest_wait), first_)) {}

  /// An answer said that the service is out of order.
  void see(Clock::time_point now) noexcept {
    seen_at_ = now;
    if (pause_.count() == 0) pause_ = first_;
    next_ = std::max(next_, seen_at_ + pause_);
  }

  /// A request sent at `left` got another answer. Returns whether that ends an outage.
  bool end(Clock::time_point left) noexcept {
    return left >= seen_at_ && std::exchange(pause_, std::chrono::milliseconds(0)).count() > 0;
  }

  /// A request is sent. The pause before the next one doubles, even if this one is answered meanwhile.
  void count(Clock::time_point now) noexcept {
    next_ = now + pause_;
    pause_ = std::min(pause_ * 2, longest_);
  }

  /// When the next request may be sent; a time in the past means now.
  Clock::time_point next() const noexcept { return pause_.count() > 0 ? next_ : Clock::time_point(); }

 private:
  const std::chrono::milliseconds first_;
  const std::chrono::milliseconds longest_;
  std::chrono::milliseconds pause_{0};
  Clock::time_point seen_at_{};
  Clock::time_point next_{};
};

}  // namespace segmind::call
