#pragma once

#include <sys/socket.h>

namespace segmind::sandbox {

/// Resets a TCP connection now, leaving the descriptor to its owner. Closing with a linger time of zero would do it
/// too, but evhttp says goodbye in order (shutdown) before it closes.
inline void reset_connection(int fd) noexcept {
  sockaddr nobody{};
  nobody.sa_family = AF_UNSPEC;
  ::connect(fd, &nobody, sizeof nobody);
}

}  // namespace segmind::sandbox
