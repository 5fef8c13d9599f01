#pragma once

#include <string>

#include "segmind/error.hpp"

namespace segmind::call {

/// The work of a call: one class for each kind of call. Functions are called on the loop's thread; only begin() may
/// throw.
class Step {
 public:
  Step() = default;
  virtual ~Step() = default;
  Step(const Step&) = delete;
  Step& operator=(const Step&) = delete;

  virtual void begin() = 0;
  virtual CallKind kind() const noexcept = 0;
  /// The call has ended: stops its exchanges.
  virtual void stop() noexcept = 0;
  /// Sends nothing more that pays, and ends the call unless something that pays is under way.
  virtual void drain() noexcept {}
  /// What is paid for is about to be told: whoever cancels, or ends the client, waits for it, for a second at
  /// most.
  virtual bool needs_a_moment() const noexcept { return false; }
  /// What the call may have cost so far.
  virtual Charge charge() const noexcept = 0;
  /// The last failure that was retried, for the error when the deadline passes; empty for none.
  virtual std::string last_problem() const { return {}; }
  /// Delivers the failure to the caller. The last function called.
  virtual void deliver(Error error) noexcept = 0;
};

}  // namespace segmind::call
