#include "os/file_system.hpp"

#include <array>
#include <cstring>
#include <utility>

#if defined(__linux__)
#  include <sys/vfs.h>
#elif defined(__APPLE__)
#  include <sys/mount.h>
#  include <sys/param.h>
#elif defined(_WIN32)
#  include <windows.h>
#endif

namespace segmind::os {
namespace {

// As in statfs(2), linux/magic.h, and the sources of those that live outside the kernel.
constexpr std::array<std::pair<std::uint64_t, const char*>, 16> shared_kinds{{
    {0x6969, "NFS"},
    {0x517B, "SMB"},
    {0xFF534D42, "SMB"},
    {0xFE534D42, "SMB"},
    {0x01021997, "9P"},
    {0x65735546, "FUSE"},
    {0x00C36400, "Ceph"},
    {0x5346414F, "AFS"},
    {0x6B414653, "AFS"},
    {0x7461636F, "OCFS2"},
    {0x01161970, "GFS2"},
    {0x0BD00BD0, "Lustre"},
    {0x47504653, "GPFS"},
    {0x19830326, "BeeGFS"},
    {0x20030528, "OrangeFS"},
    {0x786F4256, "VirtualBox"},
}};

}  // namespace

std::string shared_file_system_of(std::uint64_t kind) {
  for (const auto& [number, name] : shared_kinds) {
    if (number == (kind & 0xFFFFFFFFU)) return name;  // a number may come with its sign extended
  }
  return {};
}

std::string shared_file_system(const std::filesystem::path& folder) {
#if defined(__linux__)
  struct statfs found {};
  if (::statfs(folder.c_str(), &found) == 0) return shared_file_system_of(static_cast<std::uint64_t>(found.f_type));
#elif defined(__APPLE__)
  struct statfs found {};
  if (::statfs(folder.c_str(), &found) == 0 && (found.f_flags & MNT_LOCAL) == 0) return found.f_fstypename;
#elif defined(_WIN32)
  std::wstring volume(32'768, L'\0');
  if (::GetVolumePathNameW(folder.c_str(), volume.data(), static_cast<DWORD>(volume.size())) != 0 &&
      ::GetDriveTypeW(volume.c_str()) == DRIVE_REMOTE) {
    return "a network drive";
  }
#else
  static_cast<void>(folder);
#endif
  return {};
}

}  // namespace segmind::os
