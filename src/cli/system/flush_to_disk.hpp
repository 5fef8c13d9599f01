#pragma once

#include <cstdio>

#if __has_include(<unistd.h>) && !defined(_WIN32)
#  include <unistd.h>
#endif

namespace segmind::cli {

/// Waits until what was written to the file is on the disk, so that a power cut leaves it. The standard library has no
/// such thing; where the system has no fsync, it is with the system.
inline bool flush_to_disk(std::FILE* file) {
#if __has_include(<unistd.h>) && !defined(_WIN32)
  return std::fflush(file) == 0 && ::fsync(::fileno(file)) == 0;
#else
  return std::fflush(file) == 0;
#endif
}

}  // namespace segmind::cli
