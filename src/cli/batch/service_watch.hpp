#pragma once

#include <algorithm>
#include <chrono>

namespace segmind::cli {

/// Whether new requests should be sent, by how the last ones went. One that cannot reach the service costs nothing, and
/// waits until it can; one whose answer was lost may have been paid, and a few of them in a row are enough.
class ServiceWatch {
 public:
  using Clock = std::chrono::steady_clock;

  void worked() noexcept {
    has_worked_ = true;
    failures_ = uncertain_ = 0;
  }
  /// It has answered something, be it not a new request.
  void answered() noexcept { has_worked_ = true; }
  /// True: too many by now.
  bool was_uncertain() noexcept { return ++uncertain_ == 3; }
  /// True: this is where it begins. `answered`: the service itself said no.
  bool failed_for_free(bool answered) noexcept {
    has_worked_ = has_worked_ || answered;
    if (must_wait()) return false;  // of those that were sent together, one counts
    constexpr std::chrono::seconds longest{60};
    const bool first = ++failures_ == 1;
    const Clock::time_point now = Clock::now();
    if (first) since_ = now;
    next_ = now + std::min<Clock::duration>(std::chrono::seconds(1 << std::min(failures_, 6)), longest);
    return first;
  }

  bool is_down() const noexcept { return failures_ > 0; }
  /// Whoever has not reached the service once should look at the address first; afterwards an outage may take an hour.
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
