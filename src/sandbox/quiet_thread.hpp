#pragma once

#include <pthread.h>
#include <signal.h>

#include <thread>
#include <utility>

namespace segmind::sandbox {

/// A thread that takes no signals: they stay the program's own, and a write to a connection that its client has closed
/// is an error here instead of a SIGPIPE that ends the program.
template <typename F>
std::thread quiet_thread(F&& body) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  std::thread thread;
  try {
    thread = std::thread(std::forward<F>(body));
  } catch (...) {
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    throw;
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return thread;
}

}  // namespace segmind::sandbox
