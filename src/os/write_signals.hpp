#pragma once

#if !defined(_WIN32)
#  include <signal.h>
#endif

namespace segmind::os {

/// While it lives, a write of this thread that the system would answer by a signal (SIGXFSZ beyond a limit of file
/// sizes, SIGPIPE into a closed connection) merely fails. Signals that the program sent itself stay as they are.
class WriteSignalsBlocked {
 public:
  WriteSignalsBlocked() noexcept;
  ~WriteSignalsBlocked();
  WriteSignalsBlocked(const WriteSignalsBlocked&) = delete;
  WriteSignalsBlocked& operator=(const WriteSignalsBlocked&) = delete;

#if !defined(_WIN32)
 private:
  sigset_t before_;  // the mask
  sigset_t ours_;    // what was not pending when it began
#endif
};

}  // namespace segmind::os
