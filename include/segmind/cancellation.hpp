#pragma once

#include <memory>

#include "segmind/export.hpp"

namespace segmind {

namespace detail {
class CancellationState;
}

/// What a call looks at to learn that it should end. A token made by default never cancels.
class SEGMIND_EXPORT CancellationToken {
 public:
  CancellationToken() noexcept = default;

  bool is_cancelled() const noexcept;

 private:
  friend class CancellationSource;
  friend class detail::CancellationState;
  std::shared_ptr<detail::CancellationState> state_{};
};

/// Ends calls from outside: give its token to any number of calls, then call cancel() from any thread. One that was
/// moved from may only be destroyed or assigned to.
class SEGMIND_EXPORT CancellationSource {
 public:
  CancellationSource();

  CancellationToken token() const noexcept { return token_; }

  /// Ends every call that has the token, those to come included. Each of them returns within 100 ms (of pumping, for
  /// ClientOptions::pumped) with ErrorKind::cancelled; a submission whose request has left, within a second, for its
  /// job's id may be on its way. Thread-safe; may be called twice. Not for signal handlers: set a flag there, and look
  /// at it where the program waits or in CallOptions::progress.
  void cancel() const noexcept;

 private:
  CancellationToken token_;
};

}  // namespace segmind
