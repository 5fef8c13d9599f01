#pragma once

#if !defined(_WIN32)
#  include <signal.h>
#endif

namespace segmind::os {

/// While it lives, a write of this thread beyond the file size limit (SIGXFSZ) or to a closed connection (SIGPIPE)
/// fails without a signal. Such signals that were pending before are left to the program.
class WriteSignalsBlocked {
 public:
  WriteSignalsBlocked() noexcept;
  ~WriteSignalsBlocked();
  WriteSignalsBlocked(const WriteSignalsBlocked&) = delete;
  WriteSignalsBlocked& operator=(const WriteSignalsBlocked&) = delete;

#if !defined(_WIN32)
 private:
  sigset_t before_;  // the thread's signal mask
  sigset_t ours_;    // signals that were not pending at construction, so ours to consume
#endif
};

}  // namespace segmind::os
