#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "call/call.hpp"
#include "call/sink_writer.hpp"

// What a thread does that waits for a call.
namespace segmind::call {

/// How a call that fetches a clip ends: the sink has the whole clip, or something failed. Must not throw.
using ClipDone = std::function<void(Result<Receipt>)>;

/// Why a call with these options cannot be made from this thread; nothing where it can.
std::optional<Error> unusable(Engine& engine, const CallOptions& options);

/// Opens the sink before anything is sent, runs the call, and gives the clip its final place. `mark` tells the files of
/// one clip from those of another, across processes; empty for a clip that cannot be asked for again.
Result<Video> fetch_clip(Engine& engine, const CallOptions& options, const std::string& mark,
                         const std::function<std::shared_ptr<Call>(SinkWriter&, ClipDone)>& make_call);

}  // namespace segmind::call
