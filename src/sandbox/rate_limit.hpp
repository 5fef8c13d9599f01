#pragma once

#include <chrono>
#include <deque>
#include <optional>

namespace segmind::sandbox {

/// A limit on the requests within any window of time.
class RateLimit {
 public:
  using Clock = std::chrono::steady_clock;

  RateLimit(int requests, std::chrono::milliseconds window) : requests_(requests), window_(window) {}

  /// Admits a request, or returns how long it has to wait.
  std::optional<std::chrono::milliseconds> refuse(Clock::time_point now) {
    if (requests_ <= 0) return std::nullopt;
    while (!taken_.empty() && now - taken_.front() >= window_) taken_.pop_front();
    if (taken_.size() < static_cast<std::size_t>(requests_)) {
      taken_.push_back(now);
      return std::nullopt;
    }
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(window_ - (now - taken_.front()));
    return wait > std::chrono::milliseconds{1} ? wait : std::chrono::milliseconds{1};
  }

  bool limited() const noexcept { return requests_ > 0; }
  /// The time until the window has passed all admitted requests.
  std::chrono::milliseconds until_reset(Clock::time_point now) const {
    return taken_.empty() ? std::chrono::milliseconds{0}
                          : std::chrono::ceil<std::chrono::milliseconds>(window_ - (now - taken_.back()));
  }
  int remaining() const noexcept { return requests_ - static_cast<int>(taken_.size()); }

 private:
  int requests_;
  std::chrono::milliseconds window_;
  std::deque<Clock::time_point> taken_;
};

}  // namespace segmind::sandbox
