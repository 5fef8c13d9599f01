// Thousands of clients that wait at once, and TLS.

#include <arpa/inet.h>
#include <curl/curl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "../temporary_folder.hpp"
#include "certificates.hpp"
#include "sandbox_call.hpp"

namespace segmind::testing {
namespace {

using namespace std::chrono_literals;
using sandbox::Counts;
using sandbox::Fault;
using sandbox::Server;

/// A client with nothing but a socket.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      ADD_FAILURE() << "connect failed";
    }
  }
  RawClient(RawClient&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  ~RawClient() {
    if (fd_ >= 0) ::close(fd_);
  }

  void send(const std::string& bytes) const {
    EXPECT_EQ(::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
  }

  /// All that comes until `end` is in it, or the connection ends.
  std::string receive_until(const std::string& end) const {
    std::string all;
    char piece[4096];
    while (all.find(end) == std::string::npos) {
      const auto size = ::recv(fd_, piece, sizeof piece, 0);
      if (size <= 0) break;
      all.append(piece, static_cast<std::size_t>(size));
    }
    return all;
  }

 private:
  int fd_;
};

std::string post(const std::string& key, const std::string& body) {
  return "POST /v1/wan2.7-r2v HTTP/1.1\r\nHost: sandbox\r\nx-api-key: " + key +
         "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

TEST(SandboxMany, ThousandsWaitAndAreAllAnswered) {
  auto options = shipped_clips();
  options.credits = 1e6;
  Server server(options);
  server.hold();
  rlimit files{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &files), 0);
  // Both ends are in this process.
  const auto many = std::min<std::size_t>(2500, (static_cast<std::size_t>(files.rlim_cur) - 200) / 2);
  std::vector<RawClient> clients;
  for (std::size_t i = 0; i < many; ++i) {
    clients.emplace_back(server.port());
    clients.back().send(post(server.api_key(), R"({"prompt":"A fox","duration":2})"));
  }
  ASSERT_TRUE(server.wait_for([&](const Counts& counts) { return counts.waiting == many; }, 30s))
      << server.counts().waiting;
  EXPECT_EQ(Caller(server).api_get("/v1/get-user-credits").status, 200) << "others are served meanwhile";
  server.release();
  for (const auto& client : clients) EXPECT_EQ(client.receive_until("\r\n").rfind("HTTP/1.1 200", 0), 0U);
  ASSERT_TRUE(server.wait_for([&](const Counts& counts) { return counts.answers == many + 1; }, 30s));
  EXPECT_EQ(server.counts().generations_charged, many);
  clients.clear();
  EXPECT_TRUE(server.wait_for([](const Counts& counts) { return counts.connections_open == 0; }));
}

TEST(SandboxMany, ThoseWhoLeaveAreNoticed) {
  Server server(shipped_clips());
  server.hold();
  {
    std::vector<RawClient> clients;
    for (int i = 0; i < 100; ++i) {
      clients.emplace_back(server.port());
      clients.back().send(post(server.api_key(), R"({"prompt":"A fox","duration":2})"));
    }
    ASSERT_TRUE(server.wait_for([](const Counts& counts) { return counts.waiting == 100; }));
  }
  EXPECT_TRUE(server.wait_for([](const Counts& counts) { return counts.abandoned == 100 && counts.waiting == 0; }));
}

TEST(SandboxMany, ARequestSentAheadIsAnsweredInItsTurn) {
  Server server(shipped_clips());
  server.hold();
  const RawClient client(server.port());
  client.send(post(server.api_key(), R"({"prompt":"A fox","duration":2})"));
  ASSERT_TRUE(server.wait_for([](const Counts& counts) { return counts.waiting == 1; }));
  client.send("GET /v1/get-user-credits HTTP/1.1\r\nHost: sandbox\r\nx-api-key: " + server.api_key() + "\r\n\r\n");
  server.release();
  EXPECT_NE(client.receive_until("free-credits").find("free-credits"), std::string::npos);
  EXPECT_EQ(server.counts().requests, 2U);
  EXPECT_EQ(server.counts().connections_accepted, 1U);
}

TEST(SandboxMany, AServerCanGoWhileClientsWaitAndFaultsAreUnderWay) {
  auto server = std::make_unique<Server>(shipped_clips());
  server->hold();
  server->inject(Fault::stall(10).on(sandbox::Route::credits));
  server->inject(Fault::drip(1, 1h).on(sandbox::Route::credits));
  server->inject(Fault::late(1h).on(sandbox::Route::credits));
  std::vector<RawClient> clients;
  for (int i = 0; i < 6; ++i) {
    clients.emplace_back(server->port());
    const auto credits = "GET /v1/get-user-credits HTTP/1.1\r\nx-api-key: " + server->api_key() + "\r\n\r\n";
    clients.back().send(i < 3 ? credits : post(server->api_key(), R"({"prompt":"A fox"})"));
  }
  ASSERT_TRUE(server->wait_for([](const Counts& counts) { return counts.waiting == 6; }));
  const auto start = std::chrono::steady_clock::now();
  server.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - start, 2s);
  EXPECT_EQ(clients.back().receive_until("never"), "");
}

TEST(SandboxMany, ManyThreadsMayAskItAtOnce) {
  Server server(shipped_clips());
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&server, t] {
      Caller call(server);
      for (int i = 0; i < 25; ++i) {
        if (t == 0) server.hold();
        server.inject(Fault::status(503).on(sandbox::Route::credits));
        server.release();
        call.generate();
        call.api_get("/v1/get-user-credits");
        server.set_credits(100);
        server.counts();
        server.requests();
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(server.counts().generations_charged, 100U);
  EXPECT_EQ(server.counts().faults_used, 100U);
}

class SandboxTls : public ::testing::Test {
 protected:
  SandboxTls() {
    authority_ = std::make_unique<Authority>(folder_.path().string(), "sandbox test authority");
    const auto certificate = authority_->issue("DNS:localhost");
    auto options = shipped_clips();
    options.host = "localhost";
    options.certificate_file = certificate.certificate_file;
    options.private_key_file = certificate.key_file;
    server = std::make_unique<Server>(options);
    call = fresh_call();
  }

  /// With a connection of its own, on which libcurl sends nothing a second time.
  std::unique_ptr<Caller> fresh_call() const {
    auto caller = std::make_unique<Caller>(*server);
    caller->ca_file = authority_->file();
    return caller;
  }

  TemporaryFolder folder_;
  std::unique_ptr<Authority> authority_;
  std::unique_ptr<Server> server;
  std::unique_ptr<Caller> call;
};

TEST_F(SandboxTls, ServesBothOrigins) {
  EXPECT_EQ(server->base_url().rfind("https://localhost:", 0), 0U);
  const auto reply = call->generate();
  EXPECT_EQ(reply.code, CURLE_OK);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(call->get(server->add_file("bytes", "text/plain")).body, "bytes");
  EXPECT_EQ(call->generate().status, 200);
  EXPECT_EQ(server->counts().connections_accepted, 2U) << "kept alive under TLS too";
}

TEST_F(SandboxTls, BreaksAsItShould) {
  call->generate();
  const auto whole = server->requests().back();
  for (const auto ending : {Fault::Ending::fin, Fault::Ending::reset}) {
    server->inject(Fault::cut(whole.head_bytes + 100, ending));
    const auto reply = fresh_call()->generate();
    EXPECT_NE(reply.code, CURLE_OK);
    EXPECT_EQ(reply.body.size(), 100U);
  }
  server->inject(Fault::unframed());
  EXPECT_EQ(call->generate().code, CURLE_OK) << "an end that is meant comes with TLS's own goodbye";
  server->inject(Fault::large(5'000'000));
  EXPECT_EQ(call->generate().body.size(), 5'000'000U);
  server->inject(Fault::unread());
  EXPECT_NE(fresh_call()->generate().code, CURLE_OK);
  EXPECT_EQ(call->generate().status, 200);
}

TEST_F(SandboxTls, NoticesWhoLeaves) {
  server->hold();
  call->timeout_ms = 300;
  EXPECT_EQ(call->generate().code, CURLE_OPERATION_TIMEDOUT);
  EXPECT_TRUE(server->wait_for([](const Counts& counts) { return counts.abandoned == 1; }));
}

}  // namespace
}  // namespace segmind::testing
