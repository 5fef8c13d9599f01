#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "faults/byte_fault.hpp"

namespace segmind::testing {

/// One accepted connection, open or past.
struct ConnectionStats {
  std::uint64_t to_server = 0;  ///< Bytes passed on, and
  std::uint64_t to_client = 0;
  bool open = true;
  bool refused = false;                    ///< Reset at once: refuse_next(), or the server could not be reached.
  std::optional<ByteFault::What> faulted;  ///< The last fault that fired here.

  /// Bytes that TCP could not bring to a peer's machine before that peer was reset, and which the peer therefore never
  /// saw though they count as passed on. Anything but 0 means a peer that read nothing for seconds.
  std::uint64_t lost_in_reset = 0;

  std::uint64_t passed(Direction direction) const noexcept {
    return direction == Direction::to_server ? to_server : to_client;
  }
};

/// What a proxy has seen and done since its start.
struct Traffic {
  std::vector<ConnectionStats> connections;  ///< In the order accepted.
  std::uint64_t open = 0;
  std::uint64_t faults_fired = 0;
  std::uint64_t to_server = 0;
  std::uint64_t to_client = 0;
};

/// The bytes that one connection passed on, as far as they were recorded.
struct Transcript {
  std::string to_server;
  std::string to_client;
};

}  // namespace segmind::testing
