#include "faults/peer.hpp"

#include <arpa/inet.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>

namespace segmind::testing {
namespace {

constexpr std::chrono::seconds patience{10};

}  // namespace

bool Peer::wait(short events, std::chrono::milliseconds timeout) const {
  pollfd watched{socket_.fd(), events, 0};
  return ::poll(&watched, 1, static_cast<int>(timeout.count())) > 0;
}

Peer Peer::connect(std::uint16_t port) {
  Peer peer(begin_connect(port));
  if (!peer.wait(POLLOUT, patience)) throw std::runtime_error("cannot connect");
  return peer;
}

Peer Peer::connect_with_small_window(std::uint16_t port) {
  Socket socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int small = 1;
  ::setsockopt(socket.fd(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  if (::connect(socket.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("cannot connect");
  return Peer(std::move(socket));
}

Peer Peer::accept(const Socket& listener) {
  pollfd watched{listener.fd(), POLLIN, 0};
  if (::poll(&watched, 1, static_cast<int>(std::chrono::milliseconds(patience).count())) <= 0)
    throw std::runtime_error("nobody connects");
  return Peer(accept_from(listener));
}

bool Peer::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const Moved moved = socket_.send(bytes.data(), bytes.size());
    if (moved.state == Moved::State::failed) return false;
    if (moved.state == Moved::State::none_now && !wait(POLLOUT, patience)) return false;
    bytes.remove_prefix(moved.bytes);
  }
  return true;
}

std::string Peer::receive(std::size_t bytes) {
  std::string all(bytes, '\0');
  std::size_t got = 0;
  while (got < bytes && wait(POLLIN, patience)) {
    const Moved moved = socket_.receive(&all[got], bytes - got);
    if (moved.state == Moved::State::ended || moved.state == Moved::State::failed) break;
    got += moved.bytes;
  }
  all.resize(got);
  return all;
}

Peer::Received Peer::receive_all(std::chrono::milliseconds silence) {
  Received received;
  std::array<char, 64 * 1024> buffer;
  while (wait(POLLIN, silence)) {
    const Moved moved = socket_.receive(buffer.data(), buffer.size());
    if (moved.state == Moved::State::ended || moved.state == Moved::State::failed) {
      received.end = moved.state == Moved::State::ended ? End::fin : End::reset;
      return received;
    }
    received.bytes.append(buffer.data(), moved.bytes);
  }
  return received;
}

unsigned Peer::data_segments() const {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (::getsockopt(socket_.fd(), IPPROTO_TCP, TCP_INFO, &info, &size) != 0) throw std::runtime_error("no TCP_INFO");
  return info.tcpi_data_segs_in;
}

}  // namespace segmind::testing
