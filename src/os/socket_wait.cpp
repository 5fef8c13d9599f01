#include "os/socket_wait.hpp"

#if defined(_WIN32)
#  include <winsock2.h>
#else
#  include <poll.h>
#endif

namespace segmind::os {

bool wait_for_socket(int socket, Readiness readiness, std::chrono::milliseconds longest) noexcept {
  pollfd entry{};
  entry.fd = static_cast<decltype(entry.fd)>(socket);
  if (readiness != Readiness::to_write) entry.events |= POLLIN;
  if (readiness != Readiness::to_read) entry.events |= POLLOUT;
  const int milliseconds = static_cast<int>(longest.count());
#if defined(_WIN32)
  return ::WSAPoll(&entry, 1, milliseconds) > 0;
#else
  return ::poll(&entry, 1, milliseconds) > 0;
#endif
}

}  // namespace segmind::os
