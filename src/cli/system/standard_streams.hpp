#pragma once

#if __has_include(<unistd.h>) && __has_include(<fcntl.h>)
#  include <fcntl.h>
#  include <unistd.h>
#endif

namespace segmind::cli {

/// Where a program was started with its input, output or error output closed, the next file or connection that it opens
/// would take their place, and whatever is printed would be written into that. To be called first; what is printed to a
/// closed output fails, as before.
inline void keep_closed_streams_closed() {
#if __has_include(<unistd.h>) && __has_include(<fcntl.h>)
  for (int stream = 0; stream <= 2; ++stream) {
    if (::fcntl(stream, F_GETFD) >= 0) continue;
    const int none = ::open("/dev/null", stream == 0 ? O_WRONLY : O_RDONLY);  // the lowest that is free: this one
    static_cast<void>(none);
  }
#endif
}

}  // namespace segmind::cli
