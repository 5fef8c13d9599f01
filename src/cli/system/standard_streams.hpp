#pragma once

#if __has_include(<unistd.h>) && !defined(_WIN32)
#  include <fcntl.h>
#  include <unistd.h>
#endif

namespace segmind::cli {

/// Call first. Occupies standard streams that were closed at the start: a file or connection would take their numbers,
/// and receive what is printed. Printing to such a stream still fails.
inline void keep_closed_streams_closed() {
#if __has_include(<unistd.h>) && !defined(_WIN32)
  for (int stream = 0; stream <= 2; ++stream) {
    if (::fcntl(stream, F_GETFD) >= 0) continue;
    const int none = ::open("/dev/null", stream == 0 ? O_WRONLY : O_RDONLY);  // the lowest that is free: this one
    static_cast<void>(none);
  }
#endif
}

}  // namespace segmind::cli
