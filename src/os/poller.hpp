#pragma once

#include <chrono>
#include <cstddef>
#include <memory>

#include "os/socket.hpp"

namespace segmind::os {

/// Waits for many sockets at once. Only wake() is thread-safe.
class Poller {
 public:
  enum class Kind {
    best,     ///< epoll where the system has it, else portable.
    portable  ///< poll() or WSAPoll(): each wait's cost grows with the number of sockets.
  };
  /// Throws std::bad_alloc or std::system_error.
  static std::unique_ptr<Poller> create(Kind kind);

  /// What is waited for, or what has happened.
  struct Events {
    bool to_read = false;
    bool to_write = false;
    bool failed = false;  // waited for always
  };
  struct Ready {
    std::size_t place = 0;
    Events events;
  };

  /// How long a wait is at most when the system cannot wait for all that it should.
  static constexpr std::chrono::milliseconds longest_blind_wait{50};

  virtual ~Poller() = default;

  /// Makes room for places below `places`, and for sockets that are opened next. Throws std::bad_alloc.
  virtual void make_room(std::size_t places) = 0;

  /// Watches a socket, or changes what it is watched for. `place` is the caller's name for the socket: a small number,
  /// reported by wait(). A socket that was closed may be watched on under its old place. False when the system refuses.
  /// Throws std::bad_alloc when make_room() made too little.
  virtual bool watch(std::size_t place, Socket socket, Events wanted) = 0;
  virtual void forget(std::size_t place, Socket socket) noexcept = 0;

  /// Waits for a socket or wake(), at most `longest`. Writes up to `most` ready places to `ready`, returns how many;
  /// the others follow in the next waits.
  virtual std::size_t wait(std::chrono::milliseconds longest, Ready* ready, std::size_t most) noexcept = 0;

  /// Ends the current or next wait. Thread-safe.
  virtual void wake() noexcept = 0;
};

std::unique_ptr<Poller> create_epoll_poller();  ///< Null where the system has no epoll.

/// `longest` as poll() takes it: within an hour, not negative.
inline int poll_milliseconds(std::chrono::milliseconds longest) noexcept {
  constexpr std::chrono::milliseconds::rep most = 3'600'000;
  const auto wait = longest.count();
  return static_cast<int>(wait < 0 ? 0 : wait > most ? most : wait);
}

}  // namespace segmind::os
