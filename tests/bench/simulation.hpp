#pragma once

// The service's queue and the clock, simulated: net::Loop is defined here anew, so that everything above it (the calls,
// the rate limiter, the schedule of polls, the parsing of answers) is the library's own code, unchanged. Every
// exchange takes a tenth of a second, and a thread that waits for time jumps to the next moment at which something is
// due.

#include <cstdint>

namespace bench {

struct Seen {
  std::uint64_t submits = 0;
  std::uint64_t polls = 0;      ///< Questions about a job: status and result.
  std::uint64_t downloads = 0;  ///< From the store, which the API's limit does not count.
  std::uint64_t most_in_a_minute = 0;
};

/// What the simulated service has seen so far.
const Seen& seen();

/// The simulated time since the start, in seconds.
double simulated_seconds();

}  // namespace bench
