#include "os/thread_signals.hpp"

#if !defined(_WIN32)
#  include <pthread.h>
#  include <signal.h>

#  include <initializer_list>
#endif

namespace segmind::os {

void block_signals_on_this_thread() noexcept {
#if !defined(_WIN32)
  sigset_t all;
  sigfillset(&all);
  // Signals of faults stay unblocked: a crash must stop the program where it happens.
  for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS}) sigdelset(&all, fault);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
#endif
}

}  // namespace segmind::os
