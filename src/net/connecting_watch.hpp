#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "net/clock.hpp"

namespace segmind::net {

/// Has libcurl check connecting exchanges every 250 ms, so that connect_timeout holds and every address of a host is
/// tried. libcurl (7.88) loses its connect timer when it handles the exchange within a millisecond before that timer.
class ConnectingWatch {
 public:
  /// Call when the exchange opens a socket. Throws std::bad_alloc.
  void add(std::uint64_t id) { connecting_.push_back(id); }

  bool is_due(TimePoint now) const noexcept { return next_look_ && *next_look_ <= now; }
  /// Schedules the next check, unless one is scheduled.
  void plan(TimePoint now) noexcept {
    if (!connecting_.empty() && !next_look_) next_look_ = now + between_looks;
  }
  std::chrono::milliseconds wait_at_most(TimePoint now, std::chrono::milliseconds longest) const noexcept {
    if (!next_look_) return longest;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*next_look_ - now);
    return std::max(std::min(left, longest), std::chrono::milliseconds(0));
  }

  /// Calls `look_again` with each exchange; it returns whether the exchange is still connecting.
  template <typename LookAgain>
  void look(LookAgain look_again) noexcept {
    next_look_.reset();
    const auto has_connected = [&](std::uint64_t id) { return !look_again(id); };
    connecting_.erase(std::remove_if(connecting_.begin(), connecting_.end(), has_connected), connecting_.end());
  }

 private:
  static constexpr std::chrono::milliseconds between_looks{250};

  std::vector<std::uint64_t> connecting_;  // as of the last check
  std::optional<TimePoint> next_look_;
};

}  // namespace segmind::net
