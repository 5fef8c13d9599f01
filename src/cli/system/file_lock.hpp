#pragma once

#include <string>

#if __has_include(<sys/file.h>)
#  include <fcntl.h>
#  include <sys/file.h>
#  include <unistd.h>

#  include <cerrno>
#endif

namespace segmind::cli {

/// An exclusive lock on a file. The system releases it however the process ends. Where the system has no flock, the
/// user must see to it that one program at a time uses the file.
class FileLock {
 public:
  enum class Taken { yes, by_another, cannot_be_opened };

  FileLock() = default;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

#if __has_include(<sys/file.h>)
  ~FileLock() {
    if (fd_ >= 0) ::close(fd_);
  }

  /// Where the file does not exist, `make_it` says whether to create it; `yes` in both cases.
  Taken take(const std::string& path, bool make_it) {
    if (fd_ >= 0) return Taken::yes;
    fd_ = ::open(path.c_str(), O_RDWR | O_CLOEXEC | (make_it ? O_CREAT : 0), 0666);
    if (fd_ < 0) return errno == ENOENT && !make_it ? Taken::yes : Taken::cannot_be_opened;
    if (::flock(fd_, LOCK_EX | LOCK_NB) == 0) return Taken::yes;
    ::close(fd_);
    fd_ = -1;
    return Taken::by_another;
  }

 private:
  int fd_ = -1;
#else
  Taken take(const std::string&, bool) { return Taken::yes; }
#endif
};

}  // namespace segmind::cli
