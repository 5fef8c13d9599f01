#include "os/wake_signal.hpp"

#if defined(_WIN32)

#  include <winsock2.h>
#  include <ws2tcpip.h>

#  include <system_error>
#  include <utility>

namespace segmind::os {
namespace {

[[noreturn]] void fail() { throw std::system_error(::WSAGetLastError(), std::system_category()); }

// Counted by Winsock: ~WakeSignal() takes it back.
void start_winsock() {
  WSADATA data;
  if (const int error = ::WSAStartup(MAKEWORD(2, 2), &data)) throw std::system_error(error, std::system_category());
}

class OwnSocket {
 public:
  explicit OwnSocket(SOCKET socket) : socket_(socket) {
    if (socket_ == INVALID_SOCKET) fail();
    ::SetHandleInformation(reinterpret_cast<HANDLE>(socket_), HANDLE_FLAG_INHERIT, 0);
  }
  ~OwnSocket() {
    if (socket_ != INVALID_SOCKET) ::closesocket(socket_);
  }
  OwnSocket(const OwnSocket&) = delete;
  OwnSocket& operator=(const OwnSocket&) = delete;
  SOCKET get() const noexcept { return socket_; }
  SOCKET release() noexcept { return std::exchange(socket_, INVALID_SOCKET); }

 private:
  SOCKET socket_;
};

using AddressOf = int(WSAAPI*)(SOCKET, sockaddr*, int*);
sockaddr_in address_by(AddressOf ask, SOCKET socket) {
  sockaddr_in address{};
  int size = sizeof address;
  if (ask(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) fail();
  return address;
}

// Another program may connect first: take only our own connection.
SOCKET accept_from(SOCKET listener, const sockaddr_in& expected) {
  for (int strangers = 0; strangers < 16; ++strangers) {
    OwnSocket accepted(::accept(listener, nullptr, nullptr));
    const sockaddr_in peer = address_by(&::getpeername, accepted.get());
    if (peer.sin_port == expected.sin_port && peer.sin_addr.s_addr == expected.sin_addr.s_addr) {
      return accepted.release();
    }
  }
  ::WSASetLastError(WSAECONNREFUSED);
  fail();
}

void connect_pair(Socket& reader, Socket& writer) {
  const OwnSocket listener(::socket(AF_INET, SOCK_STREAM, IPPROTO_TCP));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
  if (::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener.get(), 1) != 0) {
    fail();
  }
  address = address_by(&::getsockname, listener.get());
  OwnSocket from(::socket(AF_INET, SOCK_STREAM, IPPROTO_TCP));
  if (::connect(from.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) fail();
  OwnSocket to(accept_from(listener.get(), address_by(&::getsockname, from.get())));
  const int on = 1;
  ::setsockopt(from.get(), IPPROTO_TCP, TCP_NODELAY, reinterpret_cast<const char*>(&on), sizeof on);
  u_long nonblocking = 1;
  if (::ioctlsocket(from.get(), static_cast<long>(FIONBIO), &nonblocking) != 0 ||
      ::ioctlsocket(to.get(), static_cast<long>(FIONBIO), &nonblocking) != 0) {
    fail();
  }
  reader = to.release();
  writer = from.release();
}

}  // namespace

WakeSignal::WakeSignal() {
  start_winsock();
  try {
    connect_pair(reader_, writer_);
  } catch (...) {
    ::WSACleanup();
    throw;
  }
}

WakeSignal::~WakeSignal() {
  ::closesocket(writer_);
  ::closesocket(reader_);
  ::WSACleanup();
}

void WakeSignal::raise() noexcept {
  const char byte = 0;
  (void)::send(writer_, &byte, 1, 0);  // fails when the pair is full of wake-ups
}

bool WakeSignal::lower() noexcept {
  char bytes[256];
  int got = 0;
  do got = ::recv(reader_, bytes, sizeof bytes, 0);
  while (got == static_cast<int>(sizeof bytes));
  return got > 0 || (got < 0 && ::WSAGetLastError() == WSAEWOULDBLOCK);
}

}  // namespace segmind::os

#endif
