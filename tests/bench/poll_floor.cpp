// What the system takes for one poll() that waits for many idle sockets, and is ended by a millisecond's limit.
// poll_floor <port of the benchmarks' server> <count>

#include <poll.h>

#include "measure.hpp"

int main(int count, char** arguments) {
  if (count < 3) return 2;
  bench::allow_many_files();
  sockaddr_in server{};
  server.sin_family = AF_INET;
  server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  server.sin_port = htons(static_cast<in_port_t>(std::atoi(arguments[1])));
  std::vector<pollfd> idle(static_cast<std::size_t>(std::atoi(arguments[2])));
  for (pollfd& entry : idle) {
    entry = {::socket(AF_INET, SOCK_STREAM, 0), POLLIN, 0};
    if (::connect(entry.fd, reinterpret_cast<sockaddr*>(&server), sizeof server) != 0) return 1;
  }
  constexpr int polls = 500;
  const double before = bench::cpu();
  for (int i = 0; i < polls; ++i) ::poll(idle.data(), idle.size(), 1);
  std::printf("wake_us %.1f\n", 1e6 * (bench::cpu() - before) / polls);
}
