#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace segmind::os {

/// The name of the file system that holds this folder where several machines may share it, and locks and shared memory
/// need not hold there: "NFS". Empty for all others, and where the system does not tell.
std::string shared_file_system(const std::filesystem::path& folder);

/// The same, of the number that Linux has for its kind (statfs, f_type).
std::string shared_file_system_of(std::uint64_t kind);

}  // namespace segmind::os
