#include "faults/front.hpp"

#include <curl/curl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <exception>
#include <memory>
#include <string>
#include <thread>
#include <tuple>

#include "../temporary_folder.hpp"
#include "faults/fault_proxy.hpp"
#include "faults/peer.hpp"
#include "segmind/sandbox/server.hpp"

namespace segmind::testing {
namespace {

using namespace std::chrono_literals;

struct Reply {
  CURLcode code = CURLE_OK;
  long status = 0;
  long http_version = 0;
  std::string body;
};

// One libcurl handle, which keeps its connection between calls.
class Caller {
 public:
  Caller(Front::Kind kind, std::string base_url, std::string ca_file)
      : kind_(kind), base_url_(std::move(base_url)), ca_file_(std::move(ca_file)) {
    headers_.reset(curl_slist_append(nullptr, ("x-api-key: " + std::string(sandbox::default_key)).c_str()));
    curl_slist_append(headers_.get(), "Content-Type: application/json");
  }

  Reply credits() { return perform("/v1/get-user-credits", nullptr); }
  Reply generate() { return perform("/v1/wan2.7-r2v", R"({"prompt":"A fox","duration":2})"); }

  bool leave_at_first_byte = false;

 private:
  Reply perform(const std::string& path, const char* body) {
    CURL* curl = curl_.get();
    curl_easy_reset(curl);
    body_.clear();
    curl_easy_setopt(curl, CURLOPT_URL, (base_url_ + path).c_str());
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers_.get());
    if (body != nullptr) curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    if (!ca_file_.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file_.c_str());
    if (kind_ == Front::Kind::http2_cleartext) {
      curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE});
      curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);  // before 8.0 libcurl fails on a second request of this kind
    }
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 20L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, this);
    Reply reply;
    reply.code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply.status);
    curl_easy_getinfo(curl, CURLINFO_HTTP_VERSION, &reply.http_version);
    reply.body = std::move(body_);
    return reply;
  }

  static std::size_t keep(char* bytes, std::size_t size, std::size_t count, void* self) {
    auto* caller = static_cast<Caller*>(self);
    caller->body_.append(bytes, size * count);
    return caller->leave_at_first_byte ? 0 : size * count;
  }

  Front::Kind kind_;
  std::string base_url_;
  std::string ca_file_;
  std::string body_;
  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers_{nullptr, &curl_slist_free_all};
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl_{curl_easy_init(), &curl_easy_cleanup};
};

using Choice = std::tuple<Front::Program, Front::Kind>;

class FrontTest : public ::testing::TestWithParam<Choice> {
 protected:
  void SetUp() override {
    if (!Front::available(program())) GTEST_SKIP() << Front::how_to_get();
    front_ = std::make_unique<Front>(kind(), server_.port(), program());
  }

  static Front::Program program() { return std::get<0>(GetParam()); }
  static Front::Kind kind() { return std::get<1>(GetParam()); }

  Caller caller() const { return {kind(), front_->base_url(), front_->ca_file()}; }

  static sandbox::Options without_drawing() {
    sandbox::Options options;
    options.render = false;
    return options;
  }

  sandbox::Server server_{without_drawing()};
  std::unique_ptr<Front> front_;
};

TEST_P(FrontTest, SpeaksItsProtocolAndBringsTheSandboxesAnswer) {
  const Reply reply = caller().credits();
  EXPECT_EQ(reply.code, CURLE_OK) << curl_easy_strerror(reply.code);
  EXPECT_EQ(reply.status, 200);
  EXPECT_NE(reply.body.find("\"credits\""), std::string::npos) << reply.body;
  const long expected = kind() == Front::Kind::http1_tls ? CURL_HTTP_VERSION_1_1 : CURL_HTTP_VERSION_2_0;
  EXPECT_EQ(reply.http_version, expected);
}

TEST_P(FrontTest, IsTrustedByItsOwnAuthorityAlone) {
  if (kind() == Front::Kind::http2_cleartext) GTEST_SKIP() << "no certificate without TLS";
  EXPECT_EQ(Caller(kind(), front_->base_url(), "").credits().code, CURLE_PEER_FAILED_VERIFICATION);
  const std::string by_name = "https://localhost:" + std::to_string(front_->port());
  EXPECT_EQ(Caller(kind(), by_name, front_->ca_file()).credits().code, CURLE_OK);
}

TEST_P(FrontTest, SendsAPostOnceHoweverItsConnectionToTheServerDies) {
  Caller caller = this->caller();
  std::uint64_t faults = 0;
  for (const sandbox::Fault& fault :
       {sandbox::Fault::no_answer(), sandbox::Fault::no_answer(sandbox::Fault::Ending::reset), sandbox::Fault::unread(),
        sandbox::Fault::cut(10)}) {
    // After a request that went well, on a connection to the server that could be used again.
    ASSERT_EQ(caller.credits().status, 200);
    server_.inject(sandbox::Fault(fault).on(sandbox::Route::generate));
    const Reply reply = caller.generate();
    // Over HTTP/2 it may end the stream instead, when the body was still on its way.
    EXPECT_TRUE(reply.status == 502 || reply.code == CURLE_HTTP2_STREAM || reply.code == CURLE_HTTP2)
        << reply.status << ' ' << curl_easy_strerror(reply.code) << " at fault " << faults;
    ++faults;
    EXPECT_TRUE(server_.wait_for([&](const sandbox::Counts& counts) { return counts.faults_used == faults; }));
  }
  EXPECT_EQ(caller.generate().status, 200);
  EXPECT_EQ(server_.counts().generate, faults) << "the one that was not read is not counted, the last one is";
}

TEST_P(FrontTest, PassesTheBeginningOfAnAnswerOnWhileTheRestIsMissing) {
  server_.inject(sandbox::Fault::stall(3000).on(sandbox::Route::generate));
  Caller caller = this->caller();
  caller.leave_at_first_byte = true;
  EXPECT_EQ(caller.generate().code, CURLE_WRITE_ERROR);
}

TEST_P(FrontTest, TellsTheServerThatTheClientLeft) {
  server_.hold();
  FaultProxy proxy(front_->port());
  std::thread leaves([&] {
    EXPECT_TRUE(server_.wait_for([](const sandbox::Counts& counts) { return counts.generate == 1; }));
    proxy.close_all();
  });
  EXPECT_NE(Caller(kind(), front_->base_url_at(proxy.port()), front_->ca_file()).generate().code, CURLE_OK);
  leaves.join();
  EXPECT_TRUE(server_.wait_for([](const sandbox::Counts& counts) { return counts.abandoned == 1; }));
  server_.release();
}

TEST_P(FrontTest, CanBeCutThroughAFaultProxyAtAnyByte) {
  FaultProxy proxy(front_->port());
  const std::string base_url = front_->base_url_at(proxy.port());
  ASSERT_EQ(Caller(kind(), base_url, front_->ca_file()).generate().status, 200);
  const ConnectionStats whole = proxy.traffic().connections.at(0);
  // In the handshake, in the head and in the body, whichever those are under this protocol.
  for (const std::uint64_t percent : {0U, 5U, 50U, 90U}) {
    for (const Direction direction : {Direction::to_server, Direction::to_client}) {
      const std::uint64_t offset = whole.passed(direction) * percent / 100;
      proxy.arm(ByteFault::reset(direction, offset).at_next_byte());
      Caller caller(kind(), base_url, front_->ca_file());
      EXPECT_NE(caller.generate().code, CURLE_OK) << offset;
      EXPECT_EQ(proxy.traffic().connections.back().passed(direction), offset);
    }
  }
}

std::string name_of(const ::testing::TestParamInfo<Choice>& info) {
  const char* const kinds[] = {"http1_tls", "http2_tls", "http2_cleartext"};
  const char* program = std::get<0>(info.param) == Front::Program::nginx ? "nginx_" : "nghttpx_";
  return std::string(program) + kinds[static_cast<int>(std::get<1>(info.param))];
}

INSTANTIATE_TEST_SUITE_P(All, FrontTest,
                         ::testing::Combine(::testing::Values(Front::Program::nginx, Front::Program::nghttpx),
                                            ::testing::Values(Front::Kind::http1_tls, Front::Kind::http2_tls,
                                                              Front::Kind::http2_cleartext)),
                         name_of);

std::string program_of(const ::testing::TestParamInfo<Front::Program>& chosen) {
  return chosen.param == Front::Program::nginx ? "nginx" : "nghttpx";
}

class FrontLife : public ::testing::TestWithParam<Front::Program> {
 protected:
  void SetUp() override {
    if (!Front::available(GetParam())) GTEST_SKIP() << Front::how_to_get();
  }

  static constexpr std::uint16_t nobodys_port = 1;

  [[noreturn]] static void be_killed_with_a_front(const std::string& folder, int tell) {
    try {
      ::setenv("TMPDIR", folder.c_str(), 1);  // where it is cleaned up after
      const Front front(Front::Kind::http2_cleartext, nobodys_port, GetParam());
      const std::uint16_t port = front.port();
      if (::write(tell, &port, sizeof port) == sizeof port) ::pause();
    } catch (const std::exception&) {
    }
    ::_exit(1);
  }

  static bool ends(Peer& connection) { return connection.receive_all().end != Peer::End::none; }
};

TEST_P(FrontLife, EndsWithItsObject) {
  auto front = std::make_unique<Front>(Front::Kind::http2_cleartext, nobodys_port, GetParam());
  Peer connection = Peer::connect(front->port());
  ASSERT_TRUE(connection.send("P"));
  front.reset();
  EXPECT_TRUE(ends(connection));
}

TEST_P(FrontLife, EndsWithAProcessThatIsKilled) {
  const TemporaryFolder folder;
  int ports[2];
  ASSERT_EQ(::pipe(ports), 0);
  const pid_t process = ::fork();
  ASSERT_GE(process, 0);
  if (process == 0) be_killed_with_a_front(folder.path().string(), ports[1]);
  ::close(ports[1]);
  std::uint16_t port = 0;
  ASSERT_EQ(::read(ports[0], &port, sizeof port), static_cast<ssize_t>(sizeof port));
  Peer connection = Peer::connect(port);
  ASSERT_TRUE(connection.send("P"));
  ::kill(process, SIGKILL);
  ::waitpid(process, nullptr, 0);
  EXPECT_TRUE(ends(connection));
  ::close(ports[0]);
}

INSTANTIATE_TEST_SUITE_P(All, FrontLife, ::testing::Values(Front::Program::nginx, Front::Program::nghttpx), program_of);

}  // namespace
}  // namespace segmind::testing
