#pragma once

#include <algorithm>
#include <chrono>

namespace segmind::cli {

/// Decides from the last requests whether to send new ones. After a failure that cost nothing they wait; after three in
/// a row that may have been paid for they stop.
class ServiceWatch {
 public:
  using Clock = std::chrono::steady_clock;

  void worked() noexcept {
    has_worked_ = true;
    failures_ = uncertain_ = 0;
  }
  /// The service has answered something.
  void answered() noexcept { has_worked_ = true; }
  /// True: this was the third in a row.
  bool was_uncertain() noexcept { return ++uncertain_ == 3; }
  /// True: the first of an outage. `answered`: the service itself refused.
  bool failed_for_free(bool answered) noexcept {
    has_worked_ = has_worked_ || answered;
    if (must_wait()) return false;  // of requests that were sent together, one counts
    constexpr std::chrono::seconds longest{60};
    const bool first = ++failures_ == 1;
    const Clock::time_point now = Clock::now();
    if (first) since_ = now;
    next_ = now + std::min<Clock::duration>(std::chrono::seconds(1 << std::min(failures_, 6)), longest);
    return first;
  }

  bool is_down() const noexcept { return failures_ > 0; }
  /// The service was never reached (a wrong address?), or has been down for an hour.
  bool is_hopeless() const noexcept {
    return is_down() && (!has_worked_ || Clock::now() - since_ > std::chrono::hours(1));
  }
  bool must_wait() const noexcept { return is_down() && Clock::now() < next_; }

 private:
  bool has_worked_ = false;
  int failures_ = 0;
  int uncertain_ = 0;
  Clock::time_point since_{};
  Clock::time_point next_{};
};

}  // namespace segmind::cli
