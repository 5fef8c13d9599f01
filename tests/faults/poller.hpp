#pragma once

#include <sys/epoll.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "faults/socket.hpp"

namespace segmind::testing {

using TimePoint = std::chrono::steady_clock::time_point;

/// Waits for many sockets, level-triggered.
class Poller {
 public:
  Poller();

  /// Changes what a descriptor is watched for from `before` to `wanted`, both of EPOLLIN and the like; 0 is not at all.
  /// The tag comes back with each event.
  void watch(int fd, std::uint32_t before, std::uint32_t wanted, std::uint64_t tag) const;

  /// The events of one wait that ends at `until` at the latest, and at once after wake().
  const std::vector<epoll_event>& wait(std::optional<TimePoint> until);

  /// From any thread.
  void wake() const noexcept;

 private:
  Socket epoll_;
  Socket wake_;
  std::vector<epoll_event> events_;
};

}  // namespace segmind::testing
