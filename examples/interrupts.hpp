#pragma once

#include <atomic>
#include <csignal>

inline std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may touch nothing else");

extern "C" inline void on_interrupt(int signal) {
  interrupted = true;
  std::signal(signal, SIG_DFL);  // who presses Ctrl-C a second time means it
}

/// From now on Ctrl-C, a polite kill and a terminal that closes set `interrupted`. Whoever reads what is printed may
/// leave: a clip that is being paid for does not end with it.
inline void listen_to_interrupts() {
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_interrupt);
#if defined(SIGHUP)
  std::signal(SIGHUP, on_interrupt);
#endif
#if defined(SIGPIPE)
  std::signal(SIGPIPE, SIG_IGN);
#endif
}
