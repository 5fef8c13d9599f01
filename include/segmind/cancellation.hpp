#pragma once

#include <memory>

#include "segmind/export.hpp"

namespace segmind {

namespace detail {
class CancellationState;
}

/// Tells calls that they should end. A token made by default never cancels. Copies are cheap; thread-safe.
class SEGMIND_EXPORT CancellationToken {
 public:
  CancellationToken() noexcept = default;

  /// Whether its source was told to cancel.
  bool is_cancelled() const noexcept;

 private:
  friend class CancellationSource;
  friend class detail::CancellationState;
  std::shared_ptr<detail::CancellationState> state_{};
};

/// Ends every call that was given its token. A source that was moved from may only be destroyed or assigned to.
class SEGMIND_EXPORT CancellationSource {
 public:
  CancellationSource();

  /// For any number of calls.
  CancellationToken token() const noexcept { return token_; }

  /// Ends every call that has the token, later ones too, with ErrorKind::cancelled within 100 ms (of pumping, for
  /// ClientOptions::pumped), or 1 s for a submission that has left. Thread-safe; may be called twice. Not for signal
  /// handlers: set a flag there, and read it in CallOptions::progress.
  void cancel() const noexcept;

 private:
  CancellationToken token_;
};

}  // namespace segmind
