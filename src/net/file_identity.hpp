#pragma once

#include <cstdint>
#include <filesystem>

namespace segmind::net {

/// What no other file has, and what changes when another takes its name or its content is written anew, even where the
/// time of modification is set back. All zero where the system does not tell it, and for what is not there.
struct FileIdentity {
  std::uint64_t device = 0;
  std::uint64_t number = 0;
  std::int64_t changed_s = 0;
  std::int64_t changed_ns = 0;

  bool operator==(const FileIdentity& other) const noexcept {
    return device == other.device && number == other.number && changed_s == other.changed_s &&
           changed_ns == other.changed_ns;
  }
};

FileIdentity identity_of(const std::filesystem::path& path) noexcept;

}  // namespace segmind::net
