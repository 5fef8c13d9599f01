#include "os/write_signals.hpp"

#if !defined(_WIN32)
#  include <pthread.h>
#  include <time.h>

#  include <cerrno>
#  include <initializer_list>
#endif

namespace segmind::os {

#if defined(_WIN32)

WriteSignalsBlocked::WriteSignalsBlocked() noexcept {}
WriteSignalsBlocked::~WriteSignalsBlocked() {}

#else

namespace {

// Consumes a pending signal of the set, as sigtimedwait() would, which macOS lacks.
void take_pending(const sigset_t& signals) noexcept {
  sigset_t pending;
  for (const int signal : {SIGXFSZ, SIGPIPE}) {
    if (!sigismember(&signals, signal) || sigpending(&pending) != 0 || !sigismember(&pending, signal)) continue;
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, signal);
    int taken = 0;
    sigwait(&one, &taken);  // returns at once
  }
}

}  // namespace

WriteSignalsBlocked::WriteSignalsBlocked() noexcept {
  sigset_t blocked;
  sigset_t pending;
  sigemptyset(&blocked);
  sigemptyset(&ours_);
  sigpending(&pending);
  for (const int signal : {SIGXFSZ, SIGPIPE}) {
    sigaddset(&blocked, signal);
    if (!sigismember(&pending, signal)) sigaddset(&ours_, signal);
  }
  pthread_sigmask(SIG_BLOCK, &blocked, &before_);
}

WriteSignalsBlocked::~WriteSignalsBlocked() {
  const int error = errno;
  take_pending(ours_);
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  errno = error;
}

#endif

}  // namespace segmind::os
