#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "faults/poller.hpp"
#include "faults/socket.hpp"

namespace segmind::testing {

/// One peer of a connection: its socket, what it is watched for, and how it is brought to an end.
class Endpoint {
 public:
  Endpoint(Socket socket, const Poller& poller, std::uint64_t tag) noexcept
      : socket_(std::move(socket)), poller_(poller), tag_(tag) {}

  Socket& socket() noexcept { return socket_; }
  bool is_open() const noexcept { return socket_.is_open(); }
  void close() noexcept;
  void close_with_reset() noexcept;

  /// Takes the peer's events in, and says what to watch for next; a reset is watched for in any case.
  void note(std::uint32_t events) noexcept;
  void watch(bool input, bool output);

  /// The peer will send no more, though what it sent may not be read yet.
  bool has_left() const noexcept { return has_left_; }

  /// Sends FIN, then reads and drops until the peer ends too: closing at once would answer its bytes with RST.
  void begin_fin() noexcept;

  /// Sends RST as soon as all that was passed on before has been sent.
  void begin_reset(TimePoint now) noexcept;

  /// While it ends: goes on with that. What could not be sent before a reset is returned.
  std::size_t progress(TimePoint now) noexcept;
  bool is_ending() const noexcept { return ending_ != Ending::no; }
  std::optional<TimePoint> wake_at() const noexcept { return wake_at_; }

  bool was_reset = false;  ///< A write met a reset; reading shows an ordinary end after it.

 private:
  enum class Ending { no, draining, resetting };

  void drain() noexcept;

  Socket socket_;
  const Poller& poller_;
  std::uint64_t tag_;
  std::uint32_t watched_ = 0;
  bool has_left_ = false;
  Ending ending_ = Ending::no;
  TimePoint reset_deadline_;
  std::optional<TimePoint> wake_at_;
};

}  // namespace segmind::testing
