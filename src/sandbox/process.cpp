#include "sandbox/process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#if defined(__GLIBC_PREREQ)
#  if __GLIBC_PREREQ(2, 34)
#    define SEGMIND_SANDBOX_CLOSES_FROM
#  endif
#endif
#if defined(__APPLE__)
#  include <crt_externs.h>
#else
extern char** environ;  // NOLINT: not everywhere in unistd.h
#endif

namespace segmind::sandbox {
namespace {

#if defined(__APPLE__)
char** environment() { return *_NSGetEnviron(); }  // a shared library there has no environ
#else
char** environment() { return environ; }
#endif

[[maybe_unused]] constexpr int most_looked_at = 4096;  // descriptors, where they are looked at one by one

/// How a child starts: with files for its three streams, no other descriptor of ours, and default signals.
class SpawnSettings {
 public:
  SpawnSettings(const std::string& stdout_file, const std::string& stderr_file) {
    posix_spawn_file_actions_init(&files_);
    posix_spawnattr_init(&attributes_);
    open(0, "", O_RDONLY);
    open(1, stdout_file, O_WRONLY | O_CREAT | O_TRUNC);
    open(2, stderr_file, O_WRONLY | O_CREAT | O_TRUNC);
    leave_descriptors_behind();
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes_, &none);
    sigset_t usual;
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    sigaddset(&usual, SIGINT);
    sigaddset(&usual, SIGTERM);
    sigaddset(&usual, SIGCHLD);
    posix_spawnattr_setsigdefault(&attributes_, &usual);
    // A group of its own: Ctrl-C in a terminal must not reach the child.
    posix_spawnattr_setpgroup(&attributes_, 0);
    short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP;
#if defined(POSIX_SPAWN_CLOEXEC_DEFAULT)  // macOS: the child has what files_ opens and nothing else
    flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;
#endif
    posix_spawnattr_setflags(&attributes_, flags);
  }
  ~SpawnSettings() {
    posix_spawn_file_actions_destroy(&files_);
    posix_spawnattr_destroy(&attributes_);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;

  const posix_spawn_file_actions_t* files() const noexcept { return &files_; }
  const posix_spawnattr_t* attributes() const noexcept { return &attributes_; }

 private:
  void open(int fd, const std::string& path, int flags) {
    posix_spawn_file_actions_addopen(&files_, fd, path.empty() ? "/dev/null" : path.c_str(), flags, 0600);
  }

  // A socket of the host program would stay open in the child, and its peer would not see it close.
  void leave_descriptors_behind() {
#if defined(SEGMIND_SANDBOX_CLOSES_FROM)
    posix_spawn_file_actions_addclosefrom_np(&files_, 3);
#elif !defined(POSIX_SPAWN_CLOEXEC_DEFAULT)
    const long limit = ::sysconf(_SC_OPEN_MAX);
    const int end = limit < 0 || limit > most_looked_at ? most_looked_at : static_cast<int>(limit);
    for (int fd = 3; fd < end; ++fd) {
      const int flags = ::fcntl(fd, F_GETFD);
      if (flags >= 0 && (flags & FD_CLOEXEC) == 0) posix_spawn_file_actions_addclose(&files_, fd);
    }
#endif
  }

  posix_spawn_file_actions_t files_;
  posix_spawnattr_t attributes_;
};

}  // namespace

Ended Processes::run(const std::vector<std::string>& command, const std::string& stdout_file,
                     const std::string& stderr_file) {
  std::vector<char*> arguments;
  for (const auto& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  const SpawnSettings settings(stdout_file, stderr_file);
  pid_t child = 0;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (stopped_) return {};
    const int error =
        posix_spawnp(&child, arguments[0], settings.files(), settings.attributes(), arguments.data(), environment());
    if (error != 0) return {Ended::How::unstarted, error};
    running_.insert(child);
  }
  // Waits without reaping: the number stays the child's until the lock is held, so stop() kills no other process.
  siginfo_t info{};
  while (waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  running_.erase(child);
  int status = 0;
  if (waitpid(child, &status, 0) != child) return {Ended::How::unseen, 0};
  return {WIFEXITED(status) && WEXITSTATUS(status) == 0 ? Ended::How::well : Ended::How::badly, 0};
}

void Processes::stop() {
  const std::lock_guard<std::mutex> lock(mutex_);
  stopped_ = true;
  for (const auto child : running_) ::kill(child, SIGKILL);
}

}  // namespace segmind::sandbox
