#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "net/curl.hpp"

namespace segmind::net {

/// How curl multi handles are driven: the seam between the loop and the operating system's way to wait for sockets.
///
/// Everything but wake() belongs to one thread. The driver must outlive the multi handles that are attached to it.
class Driver {
 public:
  virtual ~Driver() = default;

  /// Looks after a multi handle, until it is detached. One at the most, unless takes_many().
  virtual void attach(CURLM* multi) = 0;
  virtual void detach(CURLM* multi) noexcept = 0;
  virtual bool takes_many() const noexcept = 0;

  /// Waits until a socket or one of curl's own timers is ready, wake() is called, or `longest` has passed; then lets
  /// curl act on it. Adds the multi handles that it let act to `acted`. True when a socket was ready: more may be.
  virtual bool turn(std::chrono::milliseconds longest, std::vector<CURLM*>& acted) = 0;

  /// Ends the wait of turn(), now or the next time. Thread-safe.
  virtual void wake() noexcept = 0;

  enum class Kind {
    best,     ///< The cheapest that this system has.
    portable  ///< curl_multi_poll: works wherever libcurl does, at a cost that grows with the number of transfers.
  };
  /// Throws std::bad_alloc or std::system_error.
  static std::unique_ptr<Driver> create(Kind kind);
};

std::unique_ptr<Driver> create_epoll_driver();  ///< Null where the system has no epoll.

}  // namespace segmind::net
