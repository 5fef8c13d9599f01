#pragma once

#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <string>

namespace segmind::testing {

constexpr int not_here = 77;

/// Runs it in a process with a disk of 1 MB of its own at that folder: 0 for well, not_here where none can be had. The
/// disk is in a namespace of mounts that ends with the process.
inline int on_a_small_disk(const std::string& folder, const std::function<int()>& run) {
  const pid_t child = ::fork();
  if (child == 0) {
    const bool is_there = ::unshare(CLONE_NEWNS) == 0 &&
                          ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                          ::mount("none", folder.c_str(), "tmpfs", 0, "size=1m") == 0;
    ::_exit(is_there ? run() : not_here);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

}  // namespace segmind::testing
