#pragma once

#include <cstdio>
#include <filesystem>

namespace segmind::os {

/// Flushes what the system holds of a file to the disk. True where the file system cannot flush: the file is as safe
/// there as any. False, and errno, on any other failure.
bool flush_to_disk(std::FILE* file) noexcept;

/// Flushes a folder, so that a new name in it survives a power cut. A failure is ignored: the file is whole.
void flush_folder(const std::filesystem::path& folder) noexcept;

}  // namespace segmind::os
