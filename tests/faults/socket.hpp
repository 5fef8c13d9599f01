#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

namespace segmind::testing {

/// What a non-blocking read or write came to.
struct Moved {
  enum class State { some, none_now, ended, failed };
  State state = State::none_now;
  std::size_t bytes = 0;
};

/// A file descriptor with one owner; as a socket non-blocking, without Nagle's delay.
class Socket {
 public:
  Socket() noexcept = default;
  explicit Socket(int fd) noexcept : fd_(fd) {}
  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Socket& operator=(Socket&& other) noexcept;
  ~Socket() { close(); }

  int fd() const noexcept { return fd_; }
  bool is_open() const noexcept { return fd_ >= 0; }

  void close() noexcept;

  /// Closes with RST; what was not sent yet is dropped.
  void reset() noexcept;

  void send_fin() noexcept;

  Moved receive(char* into, std::size_t room) noexcept;
  Moved send(const char* from, std::size_t bytes) noexcept;

  /// Bytes that this system has not sent to the peer yet, because the peer's window is closed or too small.
  std::size_t unsent() const noexcept;

  /// The result of a connect that was begun: 0 or an errno.
  int connect_error() const noexcept;

 private:
  int fd_ = -1;
};

/// Listens on 127.0.0.1 on a port that the system chooses. Throws std::system_error.
Socket listen_on_loopback();
std::uint16_t port_of(const Socket& listener);

/// Empty when nothing waits; throws std::system_error when no descriptor is left.
Socket accept_from(const Socket& listener);

/// Begins to connect; it has come to an end when the socket is writable. Empty when it cannot even begin.
Socket begin_connect(std::uint16_t port) noexcept;

}  // namespace segmind::testing
