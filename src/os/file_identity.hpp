#pragma once

#include <cstdint>
#include <filesystem>

namespace segmind::os {

/// What no other file has, and when the system noted a change of it: of its content, even where the time of
/// modification was set back, of its name, or of its rights. All zero where the system does not tell it, and for what
/// is not there.
struct FileIdentity {
  std::uint64_t device = 0;
  std::uint64_t number = 0;
  std::int64_t changed_s = 0;
  std::int64_t changed_ns = 0;

  bool is_same_file(const FileIdentity& other) const noexcept {
    return device == other.device && number == other.number;
  }
  bool operator==(const FileIdentity& other) const noexcept {
    return is_same_file(other) && changed_s == other.changed_s && changed_ns == other.changed_ns;
  }
};

FileIdentity identity_of(const std::filesystem::path& path) noexcept;

}  // namespace segmind::os
