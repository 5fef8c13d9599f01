#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

#include "faults/socket.hpp"

namespace segmind::testing {

/// A program that runs beside a test and never outlives it: it is killed with this object, and by the system when the
/// thread that started it ends in any other way.
class ChildProcess {
 public:
  /// `command` is a path and its arguments. What the program prints goes into the log. Throws std::system_error.
  ChildProcess(const std::vector<std::string>& command, const std::string& log_file);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  /// Waits for its end.
  bool ends_within(std::chrono::milliseconds time) const;

  /// Stops it as SIGSTOP does, which it cannot notice, and lets it go on.
  void freeze() const;
  void thaw() const;

 private:
  pid_t pid_;
  Socket ended_;  ///< A descriptor that becomes readable when the process has ended.
};

/// The path of a program, looked for in PATH and where servers are installed; empty when it is not there.
std::string find_program(const std::string& name);

}  // namespace segmind::testing
