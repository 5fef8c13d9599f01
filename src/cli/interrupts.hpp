#pragma once

#include <atomic>
#include <chrono>
#include <csignal>

namespace segmind::cli {

/// How many have come. The first: send nothing more, and let what is paid for come in. The second: end now.
inline std::atomic<int> interrupts{0};
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler may touch nothing else");

/// They are looked at so often.
inline constexpr std::chrono::milliseconds look_for_interrupts{50};

extern "C" inline void on_interrupt(int signal) {
  std::signal(signal, ++interrupts < 2 ? on_interrupt : SIG_DFL);  // a third ends a program that hangs
}

/// What the program was started to ignore (nohup and the like), it goes on to ignore.
inline void listen_to(int signal) {
  if (std::signal(signal, on_interrupt) == SIG_IGN) std::signal(signal, SIG_IGN);
}

/// From now on Ctrl-C, a polite kill and a terminal that closes are counted in `interrupts`. Whoever reads what is
/// printed may leave, and a file that it goes to may be full: a clip that is being paid for does not end with it.
inline void listen_to_interrupts() {
  listen_to(SIGINT);
  listen_to(SIGTERM);
#if defined(SIGHUP)
  listen_to(SIGHUP);
#endif
#if defined(SIGPIPE)
  std::signal(SIGPIPE, SIG_IGN);
#endif
#if defined(SIGXFSZ)
  std::signal(SIGXFSZ, SIG_IGN);
#endif
}

}  // namespace segmind::cli
