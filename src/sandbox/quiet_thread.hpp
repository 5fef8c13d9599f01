#pragma once

#include <pthread.h>
#include <signal.h>

#include <thread>
#include <utility>

namespace segmind::sandbox {

/// A thread that blocks signals: the program's handlers never run on it, and a write to a closed connection fails
/// without SIGPIPE.
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
