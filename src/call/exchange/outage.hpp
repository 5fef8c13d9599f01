#pragma once

#include <algorithm>
#include <chrono>
#include <utility>

#include "call/lifecycle/durations.hpp"
#include "net/loop.hpp"
#include "segmind/call_options.hpp"

namespace segmind::call {

/// While the service is out of order, each request that pays may be paid for nothing: they go one by one, further and
/// further apart, until one that left since then has another answer. Belongs to the loop's thread.
class Outage {
 public:
  using Clock = net::Loop::Clock;

  /// Of `policy`, the waits count.
  explicit Outage(const RetryPolicy& policy)
      : first_(bounded(policy.first_wait)), longest_(std::max(bounded(policy.longest_wait), first_)) {}

  /// A request was answered that the service is out of order.
  void see(Clock::time_point now) noexcept {
    seen_at_ = now;
    if (pause_.count() == 0) pause_ = first_;
    next_ = std::max(next_, seen_at_ + pause_);
  }

  /// A request that left then had another answer. Whether that ends an outage.
  bool end(Clock::time_point left) noexcept {
    return left >= seen_at_ && std::exchange(pause_, std::chrono::milliseconds(0)).count() > 0;
  }

  /// A request goes. The next one waits longer, whether or not this one has been answered by then.
  void count(Clock::time_point now) noexcept {
    next_ = now + pause_;
    pause_ = std::min(pause_ * 2, longest_);
  }

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
