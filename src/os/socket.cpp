#include "os/socket.hpp"

#if defined(_WIN32)
#  include <winsock2.h>
#else
#  include <fcntl.h>
#  include <sys/socket.h>
#endif

namespace segmind::os {

Socket new_socket(int family, int type, int protocol) noexcept {
#if defined(_WIN32)
  return ::WSASocketW(family, type, protocol, nullptr, 0, WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
#elif defined(SOCK_CLOEXEC)
  return ::socket(family, type | SOCK_CLOEXEC, protocol);
#else
  const Socket made = ::socket(family, type, protocol);
  if (made >= 0) ::fcntl(made, F_SETFD, FD_CLOEXEC);
  return made;
#endif
}

}  // namespace segmind::os
