#include <arpa/inet.h>
#include <dlfcn.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <string>

#include "tls_sandbox.hpp"

namespace {

using GetAddresses = int(const char*, const char*, const addrinfo*, addrinfo**);

addrinfo* address(const char* text, const char* service, const addrinfo* hints) {
  static const auto real = reinterpret_cast<GetAddresses*>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  addrinfo numeric{};
  if (hints != nullptr) numeric = *hints;
  numeric.ai_flags |= AI_NUMERICHOST;
  addrinfo* found = nullptr;
  return real(text, service, &numeric, &found) == 0 ? found : nullptr;
}

}  // namespace

// A host with two addresses. This program's getaddrinfo stands before the C library's, for libcurl too; what it gives
// is never given back, which a few tests can bear.
extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** result) {
  const bool has_two = node != nullptr && std::strcmp(node, "two.test") == 0;
  *result = address(has_two ? "127.0.0.2" : node, service, hints);
  if (has_two && *result != nullptr) {
    addrinfo* last = *result;
    while (last->ai_next != nullptr) last = last->ai_next;
    last->ai_next = address("127.0.0.1", service, hints);
  }
  return *result != nullptr ? 0 : EAI_NONAME;
}

namespace segmind::testing {
namespace {

/// An address that is there and takes no connection: its queue is full.
class DeadAddress {
 public:
  DeadAddress(const char* address, std::uint16_t port) {
    place_.sin_family = AF_INET;
    place_.sin_port = htons(port);
    ::inet_pton(AF_INET, address, &place_.sin_addr);
    const int on = 1;
    ::setsockopt(sockets_[0], SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    EXPECT_EQ(::bind(sockets_[0], where(), sizeof place_), 0);
    EXPECT_EQ(::listen(sockets_[0], 0), 0);
    for (int i = 1; i < count; ++i) ::connect(sockets_[i], where(), sizeof place_);
  }
  ~DeadAddress() {
    for (const int socket : sockets_) ::close(socket);
  }
  DeadAddress(const DeadAddress&) = delete;
  DeadAddress& operator=(const DeadAddress&) = delete;

 private:
  static constexpr int count = 5;

  const sockaddr* where() const { return reinterpret_cast<const sockaddr*>(&place_); }
  static int make() { return ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0); }

  sockaddr_in place_{};
  int sockets_[count] = {::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), make(), make(), make(), make()};
};

// libcurl (7.88) turns to the next address when half of the limit is over, but opens no socket there until something
// else happens.
TEST(Addresses, TheSecondIsTriedInTimeWhereTheFirstIsDead) {
  TlsSandbox secure("DNS:two.test");
  const DeadAddress dead("127.0.0.2", secure.server.port());
  ClientOptions options = options_for(secure.server);
  options.base_url = "https://two.test:" + std::to_string(secure.server.port());
  options.ca_file = secure.ca_file();
  options.connect_timeout = 3s;
  options.retry.attempts = 1;
  Client client(options);
  const Result<Video> video = client.try_generate(a_request());
  ASSERT_TRUE(video) << video.error().describe();
  EXPECT_TRUE(is_clip(video->bytes().view()));
}

}  // namespace
}  // namespace segmind::testing
