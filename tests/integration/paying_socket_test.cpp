#if defined(__linux__)

#  include <arpa/inet.h>
#  include <netinet/tcp.h>
#  include <sys/socket.h>

#  include <vector>

#  include "service.hpp"

namespace segmind::testing {
namespace {

// The user timeouts, in milliseconds, of this process's sockets that lead to the port.
std::vector<unsigned> user_timeouts(std::uint16_t port) {
  constexpr int most = 256;
  std::vector<unsigned> found;
  for (int fd = 0; fd < most; ++fd) {
    sockaddr_in peer{};
    socklen_t size = sizeof peer;
    if (::getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &size) != 0 || ntohs(peer.sin_port) != port) continue;
    unsigned timeout = 0;
    size = sizeof timeout;
    if (::getsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout, &size) == 0) found.push_back(timeout);
  }
  return found;
}

class PayingSocket : public Service {
 protected:
  // Before the call has sent its request: who pays must have the limit by then.
  std::vector<unsigned> seen;
  CallOptions looking() {
    CallOptions call;
    call.progress = [this](const Progress& progress) {
      if (progress.phase == Phase::sending && seen.empty()) seen = user_timeouts(server.port());
    };
    return call;
  }
};

TEST_F(PayingSocket, HoldsNoBodyForLongerThanTwoMinutes) {
  client.generate(a_request(), looking());
  EXPECT_EQ(seen, std::vector<unsigned>{120'000});
  seen.clear();
  client.submit(a_request(), looking());
  EXPECT_EQ(seen, std::vector<unsigned>{120'000});
}

TEST_F(PayingSocket, OthersHaveTheSystemsLimit) {
  client.credits();  // whose connection stays
  EXPECT_EQ(user_timeouts(server.port()), std::vector<unsigned>{0});
}

}  // namespace
}  // namespace segmind::testing

#endif
