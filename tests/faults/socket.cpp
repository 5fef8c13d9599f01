#include "faults/socket.hpp"

#include <arpa/inet.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace segmind::testing {
namespace {

sockaddr_in loopback(std::uint16_t port) noexcept {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

void without_delay(const Socket& socket) noexcept {
  const int on = 1;
  ::setsockopt(socket.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Moved moved(ssize_t result, bool reading) noexcept {
  if (result > 0) return {Moved::State::some, static_cast<std::size_t>(result)};
  if (result == 0) return {reading ? Moved::State::ended : Moved::State::none_now, 0};
  const bool later = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
  return {later ? Moved::State::none_now : Moved::State::failed, 0};
}

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

}  // namespace

Socket& Socket::operator=(Socket&& other) noexcept {
  if (this != &other) {
    close();
    fd_ = std::exchange(other.fd_, -1);
  }
  return *this;
}

void Socket::close() noexcept {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

void Socket::reset() noexcept {
  const linger at_once{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close();
}

void Socket::send_fin() noexcept { ::shutdown(fd_, SHUT_WR); }

Moved Socket::receive(char* into, std::size_t room) noexcept { return moved(::recv(fd_, into, room, 0), true); }

Moved Socket::send(const char* from, std::size_t bytes) noexcept {
  return moved(::send(fd_, from, bytes, MSG_NOSIGNAL), false);
}

std::size_t Socket::unsent() const noexcept {
  // Not SIOCOUTQ: that one counts what was sent and not acknowledged yet, and a receiver delays its ACK by 40 ms.
  int bytes = 0;
  return ::ioctl(fd_, SIOCOUTQNSD, &bytes) == 0 && bytes > 0 ? static_cast<std::size_t>(bytes) : 0;
}

int Socket::connect_error() const noexcept {
  int error = 0;
  socklen_t size = sizeof error;
  return ::getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

Socket listen_on_loopback() {
  Socket listener(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!listener.is_open()) fail("socket");
  const sockaddr_in address = loopback(0);
  if (::bind(listener.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) fail("bind");
  if (::listen(listener.fd(), SOMAXCONN) != 0) fail("listen");
  return listener;
}

std::uint16_t port_of(const Socket& listener) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  if (::getsockname(listener.fd(), reinterpret_cast<sockaddr*>(&address), &size) != 0) fail("getsockname");
  return ntohs(address.sin_port);
}

Socket accept_from(const Socket& listener) {
  Socket accepted(::accept4(listener.fd(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (!accepted.is_open() && (errno == EMFILE || errno == ENFILE)) fail("accept4");
  if (accepted.is_open()) without_delay(accepted);
  return accepted;
}

Socket begin_connect(std::uint16_t port) noexcept {
  Socket socket(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket.is_open()) return socket;
  without_delay(socket);
  const sockaddr_in address = loopback(port);
  if (::connect(socket.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 && errno != EINPROGRESS)
    socket.close();
  return socket;
}

}  // namespace segmind::testing
