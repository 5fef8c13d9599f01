#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "call/clip/sink_writer.hpp"
#include "call/lifecycle/call.hpp"
#include "call/lifecycle/operation.hpp"

namespace segmind::call {

/// The sink has the whole clip.
struct Arrived {
  Receipt receipt;
  int attempts = 0;                                                   ///< As Error::attempts.
  std::optional<std::chrono::system_clock::time_point> sent_at = {};  ///< As Error::sent_at.
};

/// How a call that fetches a clip ends.
using ClipDone = Delivery<Media, Arrived>;

/// A call whose result is a clip.
struct ClipFetch {
  /// The name of a clip that can be fetched again: another process goes on with its .part file. Empty: it cannot.
  std::string mark;
  std::function<Result<std::shared_ptr<Call>>(SinkWriter&, ClipDone)> make_call;
  /// Adds to an error what only this kind of call knows.
  std::function<Error(Error)> amend;
  /// Told how it ended, when the clip has its final place. May be empty.
  std::function<void(const Result<Media>&)> tell;
  /// Of the file that the clip goes to, where it was claimed before the call.
  std::shared_ptr<FileClaim> claim;
};

/// Claims the file that the options name; null: they name none. An error cost nothing.
Result<std::shared_ptr<FileClaim>> claim_file(Engine& engine, const CallOptions& options, const std::string& mark);

/// Opens the sink before anything is sent, runs the call, and gives the clip its final place.
Operation<Media> fetch_clip(const std::shared_ptr<Engine>& engine, const CallOptions& options, ClipFetch fetch);

}  // namespace segmind::call
