#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "faults/fault_proxy.hpp"
#include "faults/peer.hpp"
#include "faults/socket.hpp"

namespace segmind::testing {

inline constexpr Direction both_directions[] = {Direction::to_server, Direction::to_client};

inline const std::string message = "The quick brown fox jumps over the lazy dog.";

inline std::string many_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  unsigned state = 1;
  for (char& byte : bytes) byte = static_cast<char>((state = state * 1103515245U + 12345U) >> 16);
  return bytes;
}

/// The test itself is the server: it accepts what the proxy brings and holds both ends of every connection.
class ProxyFixture : public ::testing::Test {
 protected:
  struct Pair {
    Peer client;
    Peer server;

    Peer& sender(Direction direction) { return direction == Direction::to_server ? client : server; }
    Peer& receiver(Direction direction) { return direction == Direction::to_server ? server : client; }
  };

  Pair connect() {
    Peer client = Peer::connect(proxy_.port());
    return {std::move(client), Peer::accept(listener_)};
  }

  ::testing::AssertionResult fires(std::uint64_t faults) {
    if (proxy_.wait_for([=](const Traffic& traffic) { return traffic.faults_fired == faults; }))
      return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << proxy_.traffic().faults_fired << " faults fired, not " << faults;
  }

  ::testing::AssertionResult all_close() {
    if (proxy_.wait_for([](const Traffic& traffic) { return traffic.open == 0; })) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << proxy_.traffic().open << " connections stay open";
  }

  Socket listener_ = listen_on_loopback();
  FaultProxy proxy_{port_of(listener_)};
};

}  // namespace segmind::testing
