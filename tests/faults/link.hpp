#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "faults/channel.hpp"
#include "faults/endpoint.hpp"
#include "faults/fault_plan.hpp"
#include "faults/traffic.hpp"

namespace segmind::testing {

/// What all connections of a proxy share.
struct Shared {
  FaultPlan plan;
  Shape shape;
  Traffic traffic;
  std::vector<Transcript> transcripts;  ///< In the order of traffic.connections; shorter while nothing is recorded.
  std::size_t recorded_bytes = 0;
};

/// One connection of a client, and the one to the server that belongs to it.
class Link {
 public:
  enum class Peer { client, server };

  Link(int number, Socket client, Socket server, Shared& shared, const Poller& poller);

  int number() const noexcept { return number_; }
  static int number_of(std::uint64_t tag) noexcept { return static_cast<int>(tag >> 1); }
  static Peer peer_of(std::uint64_t tag) noexcept { return (tag & 1) == 0 ? Peer::client : Peer::server; }

  void on_ready(Peer peer, std::uint32_t events, TimePoint now);

  /// Does whatever can be done now; also to be called when the faults or the shape have changed.
  void advance(TimePoint now);
  std::optional<TimePoint> wake_at(TimePoint now) const noexcept;

  void resume() noexcept;
  void close() noexcept;
  bool over() const noexcept { return !client_.is_open() && !server_.is_open(); }

 private:
  enum class State { connecting, passing, ending };

  void connected();
  void pump(Channel& channel, TimePoint now);
  bool pass_some(Channel& channel, TimePoint now);
  void count(const Channel& channel, std::string_view bytes);
  void pass_end(Channel& channel, TimePoint now);
  void pass_reset(Channel& channel, TimePoint now);
  void destination_was_reset(Channel& channel, TimePoint now);
  void fire(const ByteFault& fault, Channel& channel, TimePoint now);
  void end_for_departed_client();
  void end_both() noexcept;
  void watch();

  Endpoint& source(const Channel& channel) noexcept;
  Endpoint& destination(const Channel& channel) noexcept;
  Channel& opposite(const Channel& channel) noexcept;
  ConnectionStats& stats() noexcept { return shared_.traffic.connections[static_cast<std::size_t>(number_)]; }

  int number_;
  Shared& shared_;
  Endpoint client_;
  Endpoint server_;
  Channel to_server_{Direction::to_server};
  Channel to_client_{Direction::to_client};
  State state_ = State::connecting;
};

}  // namespace segmind::testing
