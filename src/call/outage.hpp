#pragma once

#include <algorithm>
#include <chrono>
#include <utility>

#include "call/durations.hpp"
#include "net/loop.hpp"
#include "segmind/call_options.hpp"

namespace segmind::call {

/// While the service is out of order, each request that pays may be paid for nothing: they go one at a time, after
/// longer and longer pauses, until one has another answer. Belongs to the loop's thread.
class Outage {
 public:
  using Clock = net::Loop::Clock;

  /// Of `policy`, the waits count.
  explicit Outage(const RetryPolicy& policy)
      : first_(bounded(policy.first_wait)), longest_(std::max(bounded(policy.longest_wait), first_)) {}

  /// A request that left then was answered so. Of several that were under way together the first one counts.
  void see(Clock::time_point left) {
    if (left < seen_at_) return;
    seen_at_ = Clock::now();
    pause_ = std::clamp(pause_ * 2, first_, longest_);
    next_ = seen_at_ + pause_;
  }

  /// A request had another answer. Whether there had been an outage.
  bool end() noexcept { return std::exchange(pause_, std::chrono::milliseconds(0)).count() > 0; }

  /// A request goes.
  void count(Clock::time_point now) noexcept { next_ = now + pause_; }

  /// When the next one may go; a time that is past for at once.
  Clock::time_point next() const noexcept { return pause_.count() > 0 ? next_ : Clock::time_point(); }

 private:
  const std::chrono::milliseconds first_;
  const std::chrono::milliseconds longest_;
  std::chrono::milliseconds pause_{0};
  Clock::time_point seen_at_{};
  Clock::time_point next_{};
};

}  // namespace segmind::call
