#include "sandbox/sockets.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#if defined(__linux__)
#  include <linux/sockios.h>
#endif

namespace segmind::sandbox {

int new_tcp_socket() noexcept {
#if defined(SOCK_CLOEXEC) && defined(SOCK_NONBLOCK)
  return ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
#else
  const int made = ::socket(AF_INET, SOCK_STREAM, 0);
  if (made >= 0) {
    ::fcntl(made, F_SETFD, FD_CLOEXEC);
    ::fcntl(made, F_SETFL, O_NONBLOCK);
  }
  return made;
#endif
}

std::size_t undelivered_bytes([[maybe_unused]] int socket) noexcept {
  int bytes = 0;
#if defined(SIOCOUTQ)
  const bool told = ::ioctl(socket, SIOCOUTQ, &bytes) == 0;
#elif defined(SO_NWRITE)  // macOS
  socklen_t size = sizeof bytes;
  const bool told = ::getsockopt(socket, SOL_SOCKET, SO_NWRITE, &bytes, &size) == 0;
#else
  const bool told = false;
#endif
  return told && bytes > 0 ? static_cast<std::size_t>(bytes) : 0;
}

// A linger time of zero alone would not do: evhttp calls shutdown() before it closes.
void reset_connection(int socket) noexcept {
#if defined(__linux__)
  sockaddr nobody{};
  nobody.sa_family = AF_UNSPEC;
  (void)::connect(socket, &nobody, sizeof nobody);
#else
  // Elsewhere only a close resets: the number goes to a socket that is connected to nobody.
  const int unconnected = new_tcp_socket();
  const linger none{1, 0};
  ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &none, sizeof none);
  ::dup2(unconnected, socket);
  ::fcntl(socket, F_SETFD, FD_CLOEXEC);
  ::close(unconnected);
#endif
}

}  // namespace segmind::sandbox
