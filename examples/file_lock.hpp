#pragma once

#include <string>

#if __has_include(<sys/file.h>)
#  include <fcntl.h>
#  include <sys/file.h>
#  include <unistd.h>
#endif

/// Keeps a file for this process alone, for as long as it lives; the system lets go of it however the process ends.
///
/// The standard library has no such thing. Where the system has no flock, one program at a time is left to the user.
class FileLock {
 public:
  FileLock() = default;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

#if __has_include(<sys/file.h>)
  ~FileLock() {
    if (fd_ >= 0) ::close(fd_);
  }

  /// False when another process has it. A file that is not there is made, or is nobody's.
  bool take(const std::string& path, bool make_it) {
    if (fd_ >= 0) return true;
    fd_ = ::open(path.c_str(), O_RDWR | O_CLOEXEC | (make_it ? O_CREAT : 0), 0666);
    if (fd_ < 0 || ::flock(fd_, LOCK_EX | LOCK_NB) == 0) return true;
    ::close(fd_);
    fd_ = -1;
    return false;
  }

 private:
  int fd_ = -1;
#else
  bool take(const std::string&, bool) { return true; }
#endif
};
