#pragma once

#include <atomic>
#include <chrono>
#include <csignal>

#include "cli/system/console.hpp"

namespace segmind::cli {

/// How many interrupts have come. The first: send nothing more, let paid clips come in. The second: end now.
inline std::atomic<int> interrupts{0};
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler may touch nothing else");

/// How often `interrupts` is read.
inline constexpr std::chrono::milliseconds look_for_interrupts{50};

extern "C" inline void on_interrupt(int signal) {
  std::signal(signal, ++interrupts < 2 ? on_interrupt : SIG_DFL);  // a third ends a program that hangs
}

/// As on_interrupt(), for a console of Windows.
inline bool count_interrupt() noexcept { return ++interrupts <= 2; }

/// Few seconds are left: end now, in order.
inline void end_now() noexcept { interrupts = 2; }

/// A signal that was ignored at the start, as by nohup, stays ignored.
inline void listen_to(int signal) {
  if (std::signal(signal, on_interrupt) == SIG_IGN) std::signal(signal, SIG_IGN);
}

/// Counts Ctrl-C, Ctrl-Break, SIGTERM and SIGHUP in `interrupts` from now on. A console window that is closed counts as
/// two. Ignores SIGPIPE and SIGXFSZ: a paid clip must not be lost because the reader of the output has left, or a file
/// for it is full.
inline void listen_to_interrupts() {
#if defined(_WIN32)
  listen_to_console(&count_interrupt, &end_now);
#else
  listen_to(SIGINT);
#endif
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
