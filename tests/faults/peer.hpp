#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "faults/socket.hpp"

namespace segmind::testing {

/// One end of a TCP connection on 127.0.0.1 in the hands of a test: every wait is bounded.
class Peer {
 public:
  enum class End { fin, reset, none };

  struct Received {
    std::string bytes;
    End end = End::none;  ///< none: silent for longer than the patience.
  };

  explicit Peer(Socket socket) noexcept : socket_(std::move(socket)) {}

  /// The other side may have reset the connection by the time this returns: receive_all() shows it.
  static Peer connect(std::uint16_t port);
  static Peer accept(const Socket& listener);

  /// A receive buffer as small as the system allows, which must be asked for before connecting.
  static Peer connect_with_small_window(std::uint16_t port);

  /// All of it; false when the connection ended or took nothing for 10 s.
  bool send(std::string_view bytes);

  /// So many bytes, or fewer when the connection ends or is silent.
  std::string receive(std::size_t bytes);

  /// Whatever comes until the end of the connection, or until it is silent for as long as the patience.
  Received receive_all(std::chrono::milliseconds patience = std::chrono::seconds{10});

  void send_fin() noexcept { socket_.send_fin(); }
  void close() noexcept { socket_.close(); }
  void reset() noexcept { socket_.reset(); }

  /// TCP segments with data that have come.
  unsigned data_segments() const;

 private:
  bool wait(short events, std::chrono::milliseconds timeout) const;

  Socket socket_;
};

}  // namespace segmind::testing
