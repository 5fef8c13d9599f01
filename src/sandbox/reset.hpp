#pragma once

#include <sys/socket.h>

namespace segmind::sandbox {

/// Resets a TCP connection now and leaves the descriptor open. A linger time of zero would not do: evhttp calls
/// shutdown() before it closes.
inline void reset_connection(int fd) noexcept {
  sockaddr nobody{};
  nobody.sa_family = AF_UNSPEC;
  ::connect(fd, &nobody, sizeof nobody);
}

}  // namespace segmind::sandbox
