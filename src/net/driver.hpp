#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "net/curl.hpp"

namespace segmind::net {

/// Drives curl multi handles with the operating system's way to wait for sockets. Only wake() is thread-safe. Must
/// outlive the multi handles that are attached to it.
class Driver {
 public:
  virtual ~Driver() = default;

  /// Drives a multi handle until it is detached: only one at a time unless takes_many().
  virtual void attach(CURLM* multi) = 0;
  virtual void detach(CURLM* multi) noexcept = 0;
  virtual bool takes_many() const noexcept = 0;

  /// Waits for a socket, a timer of curl's or wake(), at most `longest`; then lets curl handle what is ready and
  /// appends the multi handles concerned to `acted`. True when a socket was ready; more sockets may be.
  virtual bool turn(std::chrono::milliseconds longest, std::vector<CURLM*>& acted) = 0;

  /// Ends the wait of the current or next turn(). Thread-safe.
  virtual void wake() noexcept = 0;

  enum class Kind {
    best,     ///< epoll where the system has it, else portable.
    portable  ///< curl_multi_poll: works wherever libcurl does; each turn's cost grows with the number of transfers.
  };
  /// Throws std::bad_alloc or std::system_error.
  static std::unique_ptr<Driver> create(Kind kind);
};

std::unique_ptr<Driver> create_epoll_driver();  ///< Null where the system has no epoll.

}  // namespace segmind::net
