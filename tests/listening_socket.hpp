#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace segmind::testing {

/// Listens on a port that the system chose, on 127.0.0.1, and leaves the rest to its test.
class ListeningSocket {
 public:
  explicit ListeningSocket(int backlog) : number_(::socket(AF_INET, SOCK_STREAM, 0)) {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address_;
    ::bind(number_, address(), size);
    ::listen(number_, backlog);
    ::getsockname(number_, address(), &size);
  }
  ~ListeningSocket() { ::close(number_); }
  ListeningSocket(const ListeningSocket&) = delete;
  ListeningSocket& operator=(const ListeningSocket&) = delete;

  int number() const { return number_; }
  int port() const { return ntohs(address_.sin_port); }
  /// The next connection; below 0 when there is none.
  int accept() const { return ::accept(number_, nullptr, nullptr); }
  /// A connection that does not wait to be taken.
  int connect() const {
    const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    ::connect(client, address(), sizeof address_);
    return client;
  }

 private:
  sockaddr* address() const { return reinterpret_cast<sockaddr*>(&address_); }

  int number_;
  mutable sockaddr_in address_{};
};

}  // namespace segmind::testing
