#pragma once

#include <sys/types.h>

#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace segmind::sandbox {

/// How a program ended.
struct Ended {
  enum class How {
    well,    ///< With 0.
    badly,   ///< With another status, or by a signal.
    unseen,  ///< It ran to its end, but its status went to somebody else: SIGCHLD is ignored, or a handler took it.
    unstarted
  };
  How how = How::unstarted;
  int error = 0;  ///< Why it was not started, as errno has it; 0 when stop() came first.

  /// What it was to make has to decide where its status is not known.
  bool well(bool output_is_there) const noexcept { return how == How::well || (how == How::unseen && output_is_there); }
};

/// Runs programs, without a shell, and ends them when it is told to stop. Any thread may use it.
class Processes {
 public:
  /// Runs one program to its end, stdout and stderr going into files (empty: nowhere).
  Ended run(const std::vector<std::string>& command, const std::string& stdout_file, const std::string& stderr_file);

  /// Ends what runs; nothing starts from then on.
  void stop();

 private:
  std::mutex mutex_;
  std::set<pid_t> running_;
  bool stopped_ = false;
};

}  // namespace segmind::sandbox
