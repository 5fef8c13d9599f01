#pragma once

#include <cstddef>

#include "segmind/call_options.hpp"

namespace segmind {

/// How Client::generate_all and Client::submit_all go through their requests.
struct BatchOptions {
  BatchOptions() noexcept {}  // NOLINT: no aggregate, for the reason that CallOptions gives

  /// The most calls under way at once; 0 counts as 1. With CallOptions::through_queue a call is under way from its
  /// submission until its clip is here. Each holds up to two file descriptors; a call that gets none fails unpaid with
  /// ErrorKind::connection or ErrorKind::file.
  std::size_t in_flight = 16;

  /// Ends the calls under way and begins no more.
  CancellationToken cancellation{};

  /// Sends no further paid request. Requests that have left go on to their end; the rest end with
  /// ErrorKind::cancelled. For the first Ctrl-C, or for on_result when the service fails: a batch goes on after every
  /// failure, and each 5xx may have been paid.
  CancellationToken drain{};

  /// Returns the options of one call, such as its file. Empty: the defaults for all. Called when the call begins, on
  /// the client's thread or inside Client::pump(). If it throws, that call fails unsent; so does a call whose file is
  /// another call's.
  Function<CallOptions(std::size_t index)> options_for{};
};

/// How a batch went.
struct BatchSummary {
  std::size_t succeeded = 0;
  std::size_t failed = 0;  ///< Includes calls that never began, and results over which on_result threw.
};

}  // namespace segmind
