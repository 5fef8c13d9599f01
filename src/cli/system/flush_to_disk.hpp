#pragma once

#include <cstdio>

#if __has_include(<unistd.h>) && !defined(_WIN32)
#  include <unistd.h>
#endif

namespace segmind::cli {

/// Waits until what was written is on the disk, so that it survives a power cut. Where the system has no fsync, only
/// hands it to the system.
inline bool flush_to_disk(std::FILE* file) {
#if __has_include(<unistd.h>) && !defined(_WIN32)
  return std::fflush(file) == 0 && ::fsync(::fileno(file)) == 0;
#else
  return std::fflush(file) == 0;
#endif
}

}  // namespace segmind::cli
