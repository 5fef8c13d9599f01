#pragma once

#include <cstddef>

#include "segmind/call_options.hpp"

namespace segmind {

/// How Client::generate_all and Client::submit_all go through their requests.
struct BatchOptions {
  BatchOptions() noexcept {}  // NOLINT: no aggregate, for the reason that CallOptions gives

  /// So many calls are under way at once, at the most; 0 counts as 1. Each has a connection, and so a file descriptor,
  /// of its own, and another for a file that its clip goes to. A call that gets none fails unpaid, with
  /// ErrorKind::connection or ErrorKind::file, and its message says why. With CallOptions::through_queue a call is
  /// under way from its submission until its clip is here.
  std::size_t in_flight = 16;

  /// Ends the calls that are under way, and begins no more.
  CancellationToken cancellation{};

  /// Sends nothing more that pays, and lets what has been sent go on to its end: what is being paid for is not lost.
  /// The rest end with ErrorKind::cancelled. For the first Ctrl-C, or for on_result to call when the service is out of
  /// order: a batch goes on after every failure, and each 5xx may have been paid.
  CancellationToken drain{};

  /// The options of one call, such as the file that its clip goes to. Empty: the defaults for all. Called when the call
  /// begins, on the client's thread, or inside Client::pump(), wherever the results go. If it throws, that call fails
  /// before it begins; so does one whose clip would go to the file of another.
  Function<CallOptions(std::size_t index)> options_for{};
};

/// How a batch went.
struct BatchSummary {
  std::size_t succeeded = 0;
  std::size_t failed = 0;  ///< Included: those that a cancellation kept from beginning, and those over whose result
                           ///< on_result threw.
};

}  // namespace segmind
