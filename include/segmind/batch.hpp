#pragma once

#include <cstddef>

#include "segmind/call_options.hpp"

namespace segmind {

/// How Client::generate_all and Client::submit_all go through their requests.
struct BatchOptions {
  /// So many calls are under way at once, at the most. At least 1.
  std::size_t in_flight = 16;

  /// Ends the calls that are under way, and begins no more.
  CancellationToken cancellation;

  /// The options of one call, such as the file that its clip goes to. Empty: the defaults for all. Called when the call
  /// begins, on the client's thread or on the one that began the batch.
  Function<CallOptions(std::size_t index)> options_for;
};

/// How a batch went.
struct BatchSummary {
  std::size_t succeeded = 0;
  std::size_t failed = 0;  ///< Those that were never begun because of a cancellation included.
};

}  // namespace segmind
