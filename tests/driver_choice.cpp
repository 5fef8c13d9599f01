// Part of each test program that makes clients. SEGMIND_TEST_DRIVER chooses how they wait for sockets: "epoll", as they
// do on Linux anyway, or "poll", as they do elsewhere. The library itself reads no such variable.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "net/driver.hpp"

namespace segmind::testing {
namespace {

// Runs before other constructors: a static client may be made by one of them.
__attribute__((constructor(101))) void choose_driver() {
  const char* const name = std::getenv("SEGMIND_TEST_DRIVER");
  if (name == nullptr || std::string(name) == "epoll") return;
  if (std::string(name) != "poll") {
    std::fprintf(stderr, "SEGMIND_TEST_DRIVER is \"%s\": it takes epoll or poll\n", name);
    std::abort();
  }
  net::usual_poller = os::Poller::Kind::portable;
}

}  // namespace
}  // namespace segmind::testing
