#pragma once

#include <string>

#include "segmind/error.hpp"

namespace segmind::call {

/// What a call does between its beginning and its end: one class for each kind of call.
///
/// All functions run on the loop's thread, and none may throw but begin().
class Step {
 public:
  Step() = default;
  virtual ~Step() = default;
  Step(const Step&) = delete;
  Step& operator=(const Step&) = delete;

  virtual void begin() = 0;
  virtual CallKind kind() const noexcept = 0;
  /// The call has ended: no exchange goes on.
  virtual void stop() noexcept = 0;
  /// Sends nothing more that pays, and ends the call unless something that pays is under way.
  virtual void drain() noexcept {}
  /// What is paid for is about to be told: whoever cancels, or ends the client, waits for it, for a second at
  /// most.
  virtual bool needs_a_moment() const noexcept { return false; }
  /// What the call may have cost so far.
  virtual Charge charge() const noexcept = 0;
  /// What kept the call from ending earlier, for the error of a limit that runs out; empty for nothing.
  virtual std::string last_problem() const { return {}; }
  /// Tells the caller. The last call.
  virtual void deliver(Error error) noexcept = 0;
};

}  // namespace segmind::call
