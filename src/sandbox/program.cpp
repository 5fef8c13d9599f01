// segmind-sandbox: the sandbox server as a program.

#include <signal.h>

#include <cstdio>
#include <exception>

#include "segmind/sandbox/server.hpp"

int main() try {
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  segmind::sandbox::Server server;
  std::printf("%s %s\n", server.base_url().c_str(), server.api_key().c_str());
  std::fflush(stdout);
  int which = 0;
  sigwait(&ends, &which);
} catch (const std::exception& problem) {
  std::fprintf(stderr, "segmind-sandbox: %s\n", problem.what());
  return 1;
}
