#include "os/flush.hpp"

#include <cerrno>

#if defined(_WIN32)
#  include <io.h>
#else
#  include <fcntl.h>
#  include <unistd.h>
#endif

namespace segmind::os {

#if defined(_WIN32)

bool flush_to_disk(std::FILE* file) noexcept { return ::_commit(::_fileno(file)) == 0; }

void flush_folder(const std::filesystem::path&) noexcept {}

#else

namespace {

bool flush(int descriptor) noexcept {
#  if defined(F_FULLFSYNC)
  // On macOS fsync() leaves the bytes in the disk's cache. Many file systems have no F_FULLFSYNC, with any error.
  if (::fcntl(descriptor, F_FULLFSYNC) == 0) return true;
#  endif
  while (::fsync(descriptor) != 0) {
    if (errno == EINTR) continue;
    // The last two are one on some systems. NOLINTNEXTLINE
    return errno == EINVAL || errno == ENOSYS || errno == ENOTSUP || errno == EOPNOTSUPP;
  }
  return true;
}

}  // namespace

bool flush_to_disk(std::FILE* file) noexcept { return flush(::fileno(file)); }

void flush_folder(const std::filesystem::path& folder) noexcept {
  const int opened = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (opened < 0) return;
  flush(opened);
  ::close(opened);
}

#endif

}  // namespace segmind::os
