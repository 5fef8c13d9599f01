// Programs change their environment while calls are under way, which is safe with nobody who reads it.

#include <dlfcn.h>
#include <netdb.h>

#include <cstdlib>
#include <map>

#include "../integration/tls_sandbox.hpp"
#include "../listening_socket.hpp"
#include "calls.hpp"

namespace segmind::testing {
namespace {

std::atomic<bool> watched{false};
std::mutex asked_mutex;
std::vector<std::string> asked;

void note(const char* name) {
  if (!watched) return;
  const std::lock_guard lock(asked_mutex);
  asked.push_back(name);
}

/// The environment without what tells of a proxy, but for what it is given, for as long as it lives.
class ProxyVariables {
 public:
  explicit ProxyVariables(const std::map<std::string, std::string>& wanted) {
    for (const char* name : {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"}) {
      if (const char* value = std::getenv(name)) before_[name] = value;
      ::unsetenv(name);
    }
    for (const auto& [name, value] : wanted) ::setenv(name.c_str(), value.c_str(), 1);
    for (const auto& [name, value] : wanted) set_.push_back(name);
  }
  ~ProxyVariables() {
    for (const auto& name : set_) ::unsetenv(name.c_str());
    for (const auto& [name, value] : before_) ::setenv(name.c_str(), value.c_str(), 1);
  }

 private:
  std::map<std::string, std::string> before_;
  std::vector<std::string> set_;
};

/// Listens as a proxy does, and refuses everybody.
class Proxy {
 public:
  ~Proxy() {
    ::shutdown(socket_.number(), SHUT_RDWR);
    thread_.join();
  }

  std::string address() const { return "http://127.0.0.1:" + std::to_string(socket_.port()); }
  std::string last() {
    const std::lock_guard lock(mutex_);
    return std::exchange(last_, {});
  }

 private:
  void serve() {
    for (int client = 0; (client = socket_.accept()) >= 0; ::close(client)) {
      char text[1000];
      const ssize_t got = ::recv(client, text, sizeof text, 0);
      const std::string head(text, got > 0 ? static_cast<std::size_t>(got) : 0);
      const std::lock_guard lock(mutex_);
      last_ = head.substr(0, head.find('\r'));
    }
  }
  ListeningSocket socket_{8};
  std::mutex mutex_;
  std::string last_;
  std::thread thread_{[this] { serve(); }};
};

class EnvironmentTest : public Service {
 protected:
  /// What a client that is made with such variables asks of the proxy; empty when it does without one.
  std::string asked_of_the_proxy(std::map<std::string, std::string> variables, const std::string& given = {}) {
    ClientOptions options = bare_options_for(server);
    options.base_url = "https://service.invalid";
    options.proxy = given;
    std::optional<Client> made;
    {
      const ProxyVariables here(variables);
      made.emplace(std::move(options));
    }
    const std::map<std::string, std::string> others{{"https_proxy", "http://127.0.0.1:1"}};
    const ProxyVariables later(others);
    EXPECT_FALSE(made->try_credits());
    return proxy.last();
  }
  Proxy proxy;
  const std::string connect = "CONNECT service.invalid:443 HTTP/1.1";
};

TEST_F(EnvironmentTest, TellsOfAProxyWhenTheClientIsMade) {
  EXPECT_EQ(asked_of_the_proxy({{"https_proxy", proxy.address()}}), connect);
  EXPECT_EQ(asked_of_the_proxy({{"HTTPS_PROXY", proxy.address()}}), connect);
  EXPECT_EQ(asked_of_the_proxy({{"all_proxy", proxy.address()}}), connect);
  EXPECT_EQ(asked_of_the_proxy({{"ALL_PROXY", proxy.address()}}), connect);
  EXPECT_EQ(asked_of_the_proxy({{"https_proxy", proxy.address()}, {"all_proxy", "http://127.0.0.1:1"}}), connect);
  EXPECT_EQ(asked_of_the_proxy({{"http_proxy", proxy.address()}}), "");
  EXPECT_EQ(asked_of_the_proxy({}), "");
}

TEST_F(EnvironmentTest, NamesHostsThatNeedNoProxy) {
  EXPECT_EQ(asked_of_the_proxy({{"https_proxy", proxy.address()}, {"no_proxy", "a.example,service.invalid"}}), "");
  EXPECT_EQ(asked_of_the_proxy({{"https_proxy", proxy.address()}, {"NO_PROXY", "*"}}), "");
  EXPECT_EQ(asked_of_the_proxy({{"https_proxy", proxy.address()}, {"no_proxy", "a.example"}}), connect);
  EXPECT_EQ(asked_of_the_proxy({}, proxy.address()), connect);
  EXPECT_EQ(asked_of_the_proxy({{"no_proxy", "service.invalid"}}, proxy.address()), "");
}

TEST_F(EnvironmentTest, TellsOfAProxyThatIsSilentWhichLimitRanOut) {
  const ListeningSocket silent(8);
  ClientOptions options = bare_options_for(server);
  options.base_url = "https://service.invalid";
  options.proxy = "http://127.0.0.1:" + std::to_string(silent.port());
  options.connect_timeout = 50ms;
  const ProxyVariables none({});
  const auto video = Client(options).try_generate(a_request());
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().kind, ErrorKind::timeout);
  EXPECT_EQ(video.error().charge, Charge::none);
  const std::string story = video.error().describe();
  EXPECT_NE(story.find("CallOptions::connect_timeout"), std::string::npos) << story;
  EXPECT_NE(story.find("the proxy"), std::string::npos) << story;
  EXPECT_EQ(story.find("CallOptions::timeout"), std::string::npos) << story;
}

TEST_F(EnvironmentTest, IsNotReadWhileCallsAreUnderWay) {
  const TemporaryFolder folder;
  TlsSandbox secure("IP:127.0.0.1");
  for (sandbox::Server* called : {&server, &secure.server}) {
    ClientOptions options = options_for(*called);
    options.journal = memory_journal();
    if (called == &secure.server) options.ca_file = secure.ca_file();
    Client calling(options);
    watched = true;
    make_calls(calling, folder, "shot");
    watched = false;
    EXPECT_EQ(asked, std::vector<std::string>());
  }
}

TEST_F(EnvironmentTest, MayChangeAsFastAsItLikes) {
  const TemporaryFolder folder;
  ClientOptions options = options_for(server);
  options.journal = memory_journal();
  Client calling(options);
  std::atomic<bool> enough{false};
  std::thread storm([&] {
    while (!enough) {
      for (int i = 0; i < 300; ++i) ::setenv(("STORM_" + std::to_string(i)).c_str(), std::string(99, 'x').c_str(), 1);
      for (int i = 0; i < 300; ++i) ::unsetenv(("STORM_" + std::to_string(i)).c_str());
    }
  });
  for (int i = 0; i < 10; ++i) make_calls(calling, folder, "shot-" + std::to_string(i));
  enough = true;
  storm.join();
  EXPECT_EQ(server.counts().generate, 10U);
}

}  // namespace
}  // namespace segmind::testing

// In place of the system's, for libcurl too.
extern "C" char* getenv(const char* name) noexcept {
  static const auto real = reinterpret_cast<char* (*)(const char*)>(::dlsym(RTLD_NEXT, "getenv"));
  segmind::testing::note(name);
  return real(name);
}
extern "C" int getaddrinfo(const char* host, const char* port, const addrinfo* hints, addrinfo** found) {
  static const auto real = reinterpret_cast<decltype(&getaddrinfo)>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  return std::string(host) == "service.invalid" ? EAI_NONAME : real(host, port, hints, found);
}
