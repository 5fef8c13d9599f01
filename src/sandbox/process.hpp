#pragma once

#include <sys/types.h>

#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace segmind::sandbox {

/// Runs programs, without a shell, and ends them when it is told to stop. Any thread may use it.
class Processes {
 public:
  /// Runs one program to its end, stdout and stderr going into files (empty: nowhere). True when it ended with 0; false
  /// as well when it could not be started, or was stopped.
  bool run(const std::vector<std::string>& command, const std::string& stdout_file, const std::string& stderr_file);

  /// Ends what runs; nothing starts from then on.
  void stop();

 private:
  std::mutex mutex_;
  std::set<pid_t> running_;
  bool stopped_ = false;
};

}  // namespace segmind::sandbox
