#pragma once

#include <curl/curl.h>

#if defined(_WIN32)
#  include <ws2tcpip.h>
#elif defined(__linux__) || defined(__APPLE__)
#  include <netinet/in.h>
#  include <netinet/tcp.h>
#  include <sys/socket.h>
#endif

namespace segmind::net {

/// What has been sent on this socket must be received within two minutes, or the connection ends: no body leaves long
/// after its request was thought dead. A silence in which nothing is sent does not count. Does nothing where the system
/// has no such limit.
inline void limit_unreceived([[maybe_unused]] curl_socket_t socket) noexcept {
#if defined(TCP_USER_TIMEOUT)
  const unsigned int milliseconds = 120'000;
  // Where it is refused, the system's own limit holds, of a quarter of an hour.
  (void)::setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof milliseconds);
#elif defined(TCP_RXT_CONNDROPTIME)  // macOS
  const int seconds = 120;
  (void)::setsockopt(socket, IPPROTO_TCP, TCP_RXT_CONNDROPTIME, &seconds, sizeof seconds);
#elif defined(_WIN32)
  constexpr int longest_retransmission = 5;  // TCP_MAXRT, which some headers lack
  const DWORD seconds = 120;
  (void)::setsockopt(socket, IPPROTO_TCP, longest_retransmission, reinterpret_cast<const char*>(&seconds),
                     sizeof seconds);
#endif
}

}  // namespace segmind::net
