#include "os/replaceable.hpp"

#include <cstdint>
#include <system_error>

#if defined(_WIN32)
#  include "os/utf8_path.hpp"
#  include "os/windows_names.hpp"
#else
#  include <fcntl.h>
#  include <sys/stat.h>
#  include <unistd.h>
#endif

namespace segmind::os {
namespace {

namespace fs = std::filesystem;

#if !defined(_WIN32)

fs::path folder_of(const fs::path& path) { return path.has_parent_path() ? path.parent_path() : fs::path("."); }

// In any spelling: a rename to /dev/stdout, for one, would replace the system's own.
bool is_in_system_folder(const fs::path& path) {
  std::error_code ignored;
  const std::string folder = fs::weakly_canonical(folder_of(path), ignored).generic_string() + '/';
  const auto is_below = [&](const char* name) { return folder.rfind(name, 0) == 0; };
  return (is_below("/dev/") && !is_below("/dev/shm/")) || is_below("/proc/") || is_below("/sys/");
}

#endif

std::string why_not_by_kind(const fs::path& path) {
#if defined(_WIN32)
  if (std::string why = why_not_a_windows_name(utf8_from_path(path.filename())); !why.empty()) return why;
#endif
  std::error_code ignored;
  const fs::file_status target = fs::status(path, ignored);
  if (fs::is_directory(target)) return "is a folder; name a file in it";
  if (fs::is_other(target)) return "is a device, a pipe or a socket; name a file";
#if defined(_WIN32)
  const bool is_protected = (target.permissions() & fs::perms::owner_write) == fs::perms::none;
  if (fs::exists(target) && is_protected) return "is read-only, and so cannot be replaced";
#else
  if (is_in_system_folder(path)) return "names a device or an open descriptor; name a file";
#endif
  return {};
}

#if defined(__linux__)

std::string why_not_by_attributes(const fs::path& path) {
#  if defined(STATX_ATTR_MOUNT_ROOT)
  const auto attributes_of = [](const fs::path& file, int flags) -> std::uint64_t {
    struct statx found = {};
    return ::statx(AT_FDCWD, file.c_str(), flags, STATX_BASIC_STATS, &found) == 0 ? found.stx_attributes : 0;
  };
  const std::uint64_t file = attributes_of(path, AT_SYMLINK_NOFOLLOW);  // a link itself is what is replaced
  const std::uint64_t folder = attributes_of(folder_of(path), 0);
  if (file & STATX_ATTR_MOUNT_ROOT) return "is a mount point, which no other file can replace";
  if (file & (STATX_ATTR_IMMUTABLE | STATX_ATTR_APPEND)) return "is protected from being replaced (chattr)";
  if (folder & STATX_ATTR_APPEND) return "is in a folder that lets no file be renamed (chattr +a)";
#  endif
  return {};
}

#endif

#if !defined(_WIN32)

// In a folder such as /tmp only the owner of a file, or of the folder, may replace it.
bool is_somebody_elses_in_sticky_folder(const fs::path& path) {
  struct stat file = {};
  struct stat folder = {};
  const uid_t user = ::geteuid();
  return user != 0 && ::lstat(path.c_str(), &file) == 0 && ::stat(folder_of(path).c_str(), &folder) == 0 &&
         (folder.st_mode & S_ISVTX) != 0 && file.st_uid != user && folder.st_uid != user;
}

#endif

}  // namespace

std::string why_not_replaceable(const fs::path& path) {
  std::string why = why_not_by_kind(path);
#if defined(__linux__)
  if (why.empty()) why = why_not_by_attributes(path);
#endif
#if !defined(_WIN32)
  if (why.empty() && is_somebody_elses_in_sticky_folder(path)) {
    why = "belongs to another user, and its folder lets only that user replace it";
  }
#endif
  return why;
}

}  // namespace segmind::os
