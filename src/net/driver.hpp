#pragma once

#include <chrono>
#include <memory>

#include "net/curl.hpp"

namespace segmind::net {

/// How a curl multi handle is driven: the seam between the loop and the operating system's way to wait for sockets.
///
/// Everything but wake() belongs to one thread. The driver must outlive the multi handle's last transfer.
class Driver {
 public:
  virtual ~Driver() = default;

  /// Waits until a socket or one of curl's own timers is ready, wake() is called, or `longest` has passed; then lets
  /// curl act on it.
  virtual void turn(std::chrono::milliseconds longest) = 0;

  /// Ends the wait of turn(), now or the next time. Thread-safe.
  virtual void wake() noexcept = 0;

  enum class Kind {
    best,     ///< The cheapest that this system has.
    portable  ///< curl_multi_poll: works wherever libcurl does, at a cost that grows with the number of transfers.
  };
  /// Throws std::bad_alloc or std::system_error.
  static std::unique_ptr<Driver> create(CURLM* multi, Kind kind);
};

std::unique_ptr<Driver> create_portable_driver(CURLM* multi);
std::unique_ptr<Driver> create_epoll_driver(CURLM* multi);  ///< Null where the system has no epoll.

}  // namespace segmind::net
