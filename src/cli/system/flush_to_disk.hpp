#pragma once

#include <cerrno>
#include <cstdio>

#if defined(_WIN32)
#  include <io.h>
#elif __has_include(<unistd.h>)
#  include <fcntl.h>
#  include <unistd.h>
#endif

namespace segmind::cli {

/// Waits until what was written is on the disk, so that it survives a power cut. True where the file system cannot
/// flush: the file is as safe there as any. Where the system has no fsync, only hands it to the system.
inline bool flush_to_disk(std::FILE* file) {
  if (std::fflush(file) != 0) return false;
#if defined(_WIN32)
  return ::_commit(::_fileno(file)) == 0;
#elif __has_include(<unistd.h>)
#  if defined(F_FULLFSYNC)
  if (::fcntl(::fileno(file), F_FULLFSYNC) == 0) return true;  // on macOS fsync() leaves the bytes in the disk's cache
#  endif
  while (::fsync(::fileno(file)) != 0) {
    if (errno == EINTR) continue;
    // The last two are one on some systems. NOLINTNEXTLINE
    return errno == EINVAL || errno == ENOSYS || errno == ENOTSUP || errno == EOPNOTSUPP;
  }
  return true;
#else
  return true;
#endif
}

}  // namespace segmind::cli
