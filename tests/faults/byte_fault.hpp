#pragma once

#include <chrono>
#include <cstdint>

namespace segmind::testing {

enum class Direction { to_server, to_client };

/// One way for a connection to break, at one byte.
///
///     proxy.arm(ByteFault::cut(Direction::to_client, 40));             // the client gets 40 bytes, then the end
///     proxy.arm(ByteFault::reset(Direction::to_client, 0).at_next_byte());  // the server answers, nothing arrives
///
/// Byte number `offset` of the direction, counted from 0 for each connection, is never delivered by cut, reset and
/// stall; all bytes before it are. What flows the other way at that moment and has not left the proxy yet is dropped by
/// cut and reset, and goes on under stall and delay.
struct ByteFault {
  enum class What {
    cut,    ///< Both peers get FIN. Whatever they still send is read and dropped, so that no RST follows.
    reset,  ///< The client gets RST, the server FIN.
    stall,  ///< Not a byte more in this direction, nor its end, while the connection stays open.
    delay   ///< The rest of this direction waits for `wait`, then goes on.
  };

  enum class When {
    passed,    ///< As soon as `offset` bytes have been passed on; at 0, as soon as the connection stands.
    next_byte  ///< When byte number `offset` has come and would be next: at 0, when the peer has begun to send.
  };

  static constexpr int any_connection = -1;

  /// `times` for a fault that stays until disarm().
  static constexpr int forever = -1;

  Direction direction = Direction::to_client;
  What what = What::cut;
  std::uint64_t offset = 0;
  std::chrono::milliseconds wait{0};
  When when = When::passed;

  /// The number of a connection: its place in Traffic::connections.
  int connection = any_connection;

  /// How often it fires; on one connection once at the most.
  int times = 1;

  /// True: the offset counts from what each connection had passed on when the fault was armed.
  bool from_now = false;

  static ByteFault cut(Direction direction, std::uint64_t offset);
  static ByteFault reset(Direction direction, std::uint64_t offset);
  static ByteFault stall(Direction direction, std::uint64_t offset);
  static ByteFault delay(Direction direction, std::uint64_t offset, std::chrono::milliseconds wait);

  ByteFault& at_next_byte();
  ByteFault& on(int connection_number);
  ByteFault& repeat(int how_often);
  ByteFault& counted_from_now();
};

}  // namespace segmind::testing
