#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "faults/byte_fault.hpp"
#include "faults/traffic.hpp"

namespace segmind::testing {

/// Stands between a client and a server on 127.0.0.1, passes every byte on as it comes, and breaks connections where it
/// is told to. It knows nothing of the bytes, so HTTP, TLS and HTTP/2 all go through it.
///
///     FaultProxy proxy(server_port);
///     proxy.arm(ByteFault::cut(Direction::to_client, 40));
///     ... a client that talks to proxy.port() ...
///     proxy.wait_for([](const Traffic& traffic) { return traffic.faults_fired == 1; });
///
/// Without faults the peers see each other as they are: the end of one direction (a half-close) and a reset are passed
/// on, after the bytes that came before. One thread serves all connections. All member functions may be called from
/// any thread; what one of them sets holds for every byte that is passed on after it returned.
///
/// The limit of a reset: the proxy sends it when its system has sent every byte before it, and on the loopback
/// interface they arrive in that order. Linux lets the client read them first and then tells it of the reset; other
/// systems may throw away what the client had not read yet.
class FaultProxy {
 public:
  /// Listens on 127.0.0.1, on a port that the system chooses, when it returns; throws std::system_error when it cannot.
  explicit FaultProxy(std::uint16_t upstream_port);

  /// Closes every connection.
  ~FaultProxy();
  FaultProxy(const FaultProxy&) = delete;
  FaultProxy& operator=(const FaultProxy&) = delete;

  std::uint16_t port() const noexcept;

  /// Adds a fault to those that are armed. One whose offset a connection has passed already never fires there.
  void arm(const ByteFault& fault);

  /// Forgets the armed faults and the connections that were still to be refused. Connections that are stalled or
  /// delayed stay so.
  void disarm();

  /// Lets stalled and delayed connections go on, as if they had only been slow.
  void resume();

  /// Closes every connection on both sides; new ones are taken as before.
  void close_all();

  /// Forwards in writes of so many bytes, each a segment of its own, with this pause between. 0: off. A peer that is
  /// slow to read may find several in one read; with a pause it hardly does.
  void split(std::size_t bytes, std::chrono::milliseconds pause = std::chrono::milliseconds{0});

  /// Collects what arrives within this time and forwards it in one write, as far as the peer's window takes it. 0: off.
  void merge(std::chrono::milliseconds window);

  /// Accepts and resets the next n connections; the server never hears of them.
  void refuse_next(int n);

  /// Keeps the first bytes of each direction of each connection that is accepted from now on. 0: off.
  void record(std::size_t bytes_per_direction);
  Transcript transcript(int connection) const;

  Traffic traffic() const;

  /// Waits until the traffic is as asked; false when that took longer than the timeout. The predicate runs under a
  /// lock: it must only look at the traffic.
  bool wait_for(const std::function<bool(const Traffic&)>& predicate,
                std::chrono::milliseconds timeout = std::chrono::seconds{10}) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace segmind::testing
