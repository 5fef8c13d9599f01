#include "net/driver.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "faults/socket.hpp"
#include "net/curl.hpp"

namespace segmind::testing {
namespace {

using namespace std::chrono_literals;
using Kind = os::Poller::Kind;

long epolls_of_this_process() {
  long count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code gone;  // the iterator's own descriptor
    count += std::filesystem::read_symlink(entry, gone) == "anon_inode:[eventpoll]";
  }
  return count;
}

// Otherwise the tests would show twice what holds with epoll.
TEST(DriverChoice, IsWhatTheEnvironmentSays) {
  const char* const name = std::getenv("SEGMIND_TEST_DRIVER");
  const bool poll = name != nullptr && std::string(name) == "poll";
  const long before = epolls_of_this_process();
  const net::Driver driver;
  EXPECT_EQ(epolls_of_this_process() - before, poll ? 0 : 1);
}

class DriverTest : public ::testing::TestWithParam<Kind> {
 protected:
  DriverTest() { net::usual_poller = GetParam(); }
  ~DriverTest() override { net::usual_poller = usual; }
  const Kind usual = net::usual_poller;
};

INSTANTIATE_TEST_SUITE_P(Each, DriverTest, ::testing::Values(Kind::best, Kind::portable),
                         [](const auto& kind) { return kind.param == Kind::best ? "best" : "portable"; });

/// A transfer whose server never answers.
struct Waiting {
  explicit Waiting(int port) {
    curl_easy_setopt(easy.get(), CURLOPT_URL, ("http://127.0.0.1:" + std::to_string(port) + "/").c_str());
    curl_easy_setopt(easy.get(), CURLOPT_OPENSOCKETFUNCTION, &open);
    curl_easy_setopt(easy.get(), CURLOPT_OPENSOCKETDATA, &socket);
  }
  static curl_socket_t open(void* socket, curlsocktype, curl_sockaddr* address) {
    return *static_cast<int*>(socket) = ::socket(address->family, address->socktype, address->protocol);
  }
  int socket = -1;
  net::Easy easy{curl_easy_init()};
};

// What libcurl 8.6 and 8.11 were reported to do. The number may be given to a file of the program's that is always
// readable: the loop would burn a processor.
TEST_P(DriverTest, ASocketThatCurlClosesSilentlyDisturbsNobody) {
  const Socket listener = listen_on_loopback();
  ASSERT_TRUE(net::start_curl());
  Waiting waiting(port_of(listener));
  net::Driver driver;
  const net::Multi multi(curl_multi_init());
  driver.attach(multi.get());
  ASSERT_EQ(curl_multi_add_handle(multi.get(), waiting.easy.get()), CURLM_OK);
  std::vector<CURLM*> acted;
  curl_off_t sent = 0;
  for (int turns = 0; sent == 0 && turns < 1000; ++turns) {
    driver.turn(10ms, acted);
    curl_easy_getinfo(waiting.easy.get(), CURLINFO_REQUEST_SIZE, &sent);
  }
  ASSERT_GT(sent, 0);

  curl_multi_setopt(multi.get(), CURLMOPT_SOCKETFUNCTION, static_cast<curl_socket_callback>(nullptr));
  curl_multi_remove_handle(multi.get(), waiting.easy.get());
  waiting.easy.reset();
  ASSERT_EQ(::fcntl(waiting.socket, F_GETFD), -1) << "curl has not closed it";
  ASSERT_EQ(::dup2(::open("/dev/zero", O_RDONLY), waiting.socket), waiting.socket);
  driver.turn(0ms, acted);  // may find it ready, once
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(driver.turn(20ms, acted));
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 19ms);
  driver.detach(multi.get());
  ::close(waiting.socket);
}

}  // namespace
}  // namespace segmind::testing
