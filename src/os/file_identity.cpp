#include "os/file_identity.hpp"

#if __has_include(<sys/stat.h>) && !defined(_WIN32)
#  include <sys/stat.h>
#endif

namespace segmind::os {

FileIdentity identity_of([[maybe_unused]] const std::filesystem::path& path) noexcept {
  FileIdentity identity;
#if __has_include(<sys/stat.h>) && !defined(_WIN32)
  struct stat file {};
  if (::stat(path.c_str(), &file) != 0) return identity;
  identity.device = static_cast<std::uint64_t>(file.st_dev);
  identity.number = static_cast<std::uint64_t>(file.st_ino);
#  if defined(__APPLE__)
  const timespec& changed = file.st_ctimespec;
#  else
  const timespec& changed = file.st_ctim;
#  endif
  identity.changed_s = static_cast<std::int64_t>(changed.tv_sec);
  identity.changed_ns = static_cast<std::int64_t>(changed.tv_nsec);
#endif
  return identity;
}

}  // namespace segmind::os
