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
    unseen,  ///< It ended, but its status was lost: SIGCHLD is ignored, or a handler took it.
    unstarted
  };
  How how = How::unstarted;
  int error = 0;  ///< The errno of a failed start; 0: stop() came first.

  /// Where the status is unknown, the program's output must decide.
  bool well(bool output_is_there) const noexcept { return how == How::well || (how == How::unseen && output_is_there); }
};

/// Runs programs without a shell, and ends them at stop(). Thread-safe.
class Processes {
 public:
  /// Runs a program to its end. stdout and stderr go into files; empty: nowhere.
  Ended run(const std::vector<std::string>& command, const std::string& stdout_file, const std::string& stderr_file);

  /// Ends what runs. Nothing starts from then on.
  void stop();

 private:
  std::mutex mutex_;
  std::set<pid_t> running_;
  bool stopped_ = false;
};

}  // namespace segmind::sandbox
