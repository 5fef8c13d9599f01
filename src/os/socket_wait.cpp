#include "os/socket_wait.hpp"

#include "os/system_poll.hpp"

namespace segmind::os {

bool wait_for_socket(int socket, Readiness readiness, std::chrono::milliseconds longest) noexcept {
  pollfd entry{};
  entry.fd = static_cast<decltype(entry.fd)>(socket);
  if (readiness != Readiness::to_write) entry.events |= POLLIN;
  if (readiness != Readiness::to_read) entry.events |= POLLOUT;
  return system_poll(&entry, 1, static_cast<int>(longest.count())) > 0;
}

}  // namespace segmind::os
