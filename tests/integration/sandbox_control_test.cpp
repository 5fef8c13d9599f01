// segmind-sandbox --control: what a program in any language may rely on.

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <future>
#include <nlohmann/json.hpp>
#include <sstream>

#include "../temporary_folder.hpp"
#include "certificates.hpp"
#include "sandbox_call.hpp"
#include "sandbox_program.hpp"
#include "segmind/sandbox/remote_server.hpp"

namespace segmind::testing {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using sandbox::Counts;
using sandbox::Fault;
using sandbox::RemoteServer;
using sandbox::Route;

class SandboxControl : public ::testing::Test {
 protected:
  SandboxControl() { caller.key.clear(); }

  Reply send(const std::string& method, const std::string& path, const std::string& body = {}) {
    return caller.perform(method, program.control_url + path, body.empty() ? nullptr : &body);
  }
  json get(const std::string& path) { return json::parse(send("GET", path).body); }

  const SandboxProgram program;
  RemoteServer server{program.control_url};
  Caller caller{server};
  Caller client{server};
};

std::uint16_t port_in(const std::string& url) {
  return static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
}

/// A connection of its own, for bytes that libcurl does not send.
class Wire {
 public:
  Wire(const std::string& url, const std::string& request) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_in(url));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{10, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sent_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
            ::send(fd_, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size());
  }
  ~Wire() { ::close(fd_); }
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  /// The first line of the answer; empty: there is none within 10 s.
  std::string first_line() const {
    std::string answer(200, '\0');
    const auto size = sent_ ? ::recv(fd_, answer.data(), answer.size(), 0) : -1;
    answer.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    return answer.substr(0, answer.find("\r\n"));
  }

 private:
  const int fd_;
  bool sent_ = false;
};

std::string first_line(const std::string& url, const std::string& request) { return Wire(url, request).first_line(); }

TEST_F(SandboxControl, InjectsNothingOfAListWithAMistake) {
  const auto reply =
      send("POST", "/faults", R"([{"route":"generate","status":503},{"status":"x","wat":1},"generate:status=7"])");
  EXPECT_EQ(reply.status, 400);
  const auto problems = json::parse(reply.body)["problems"].get<std::vector<std::string>>();
  EXPECT_EQ(problems, (std::vector<std::string>{"[1].status wants an HTTP status, 100 to 599, not \"x\"",
                                                "[1]: unknown member 'wat'",
                                                "[2].status wants an HTTP status, 100 to 599, not \"7\""}));
  EXPECT_EQ(client.generate().status, 200);
  EXPECT_EQ(server.counts().faults_used, 0U);
}

TEST_F(SandboxControl, RefusesWhatIsNoJson) {
  const std::string deep = R"({"status":)" + std::string(100'000, '[') + std::string(100'000, ']') + '}';
  for (const std::string& body :
       {std::string("{"), std::string("{} {}"), std::string("\xff"), std::string("nul"), std::string("[1,]"),
        std::string(R"({"status":503,})"), std::string("{}\0 {}", 6), deep}) {
    const auto reply = send("POST", "/faults", body);
    EXPECT_EQ(reply.status, 400) << body;
    EXPECT_NE(json::parse(reply.body)["error"].get<std::string>().find("not JSON"), std::string::npos) << reply.body;
  }
  for (const char* body : {"null", "7", "true", "", "[7]", "[[]]"}) {
    EXPECT_EQ(send("POST", "/faults", body).status, 400) << body;
  }
  EXPECT_EQ(send("POST", "/faults", std::string(100'000, '[')).status, 400);
  EXPECT_EQ(server.counts().requests, 0U) << "what steers is not counted";
}

TEST_F(SandboxControl, NamesEveryProblemOfEveryBody) {
  const auto problems = [&](const char* method, const char* path, const char* body) {
    const auto reply = send(method, path, body);
    EXPECT_EQ(reply.status, 400) << path << reply.body;
    return json::parse(reply.body)["problems"].size();
  };
  EXPECT_EQ(problems("PUT", "/credits", R"({"credits":"lots","credit":1})"), 2U);
  EXPECT_EQ(problems("PUT", "/credits", "5"), 1U);
  EXPECT_EQ(problems("PUT", "/generation-time", R"({"generation_time":-1})"), 1U);
  EXPECT_EQ(problems("POST", "/models", R"({"price":"dear","seed":"x","wat":0})"), 4U);
  EXPECT_EQ(problems("POST", "/servers", R"({"credits":[],"records":{"in":"air","delay":1.5},"wat":0,"render":1})"),
            5U);
  EXPECT_EQ(problems("POST", "/reset", R"({"port":1,"files_port":70000})"), 1U);
  EXPECT_EQ(problems("GET", "/wait?generat=1&submit=x&timeout=61s", ""), 3U);
  EXPECT_EQ(problems("GET", "/counts?after=x&before=7", ""), 2U);
  EXPECT_EQ(problems("GET", "/wait", ""), 1U);
}

TEST_F(SandboxControl, WaitsUntilSoManyRequestsHaveCome) {
  auto waiting = std::async(std::launch::async, [this] {
    Caller other(server);
    return other.get(program.control_url + "/wait?generate=2&generations_completed=2");
  });
  client.generate();
  EXPECT_EQ(send("GET", "/wait?generate=2&timeout=50ms").status, 409);
  client.generate();
  const auto reply = waiting.get();
  EXPECT_EQ(reply.status, 200);
  EXPECT_GE(json::parse(reply.body)["generate"], 2);
  const auto late = json::parse(send("GET", "/wait?generate=3&submit=1&timeout=0").body);
  EXPECT_EQ(late["error"], "after 0 ms generate is 2 and not 3, submit is 0 and not 1");
  EXPECT_EQ(late["counts"]["generate"], 2);
}

TEST_F(SandboxControl, AnswersOthersWhileOneWaits) {
  auto waiting = std::async(std::launch::async, [this] {
    Caller other(server);
    return other.get(program.control_url + "/wait?upload=1&timeout=60s").status;
  });
  server.inject(Fault::status(503).on(Route::generate));
  EXPECT_EQ(client.generate().status, 503);
  EXPECT_EQ(waiting.wait_for(0ms), std::future_status::timeout);
  client.api_post("/upload-asset", "{}");
  EXPECT_EQ(waiting.get(), 200);
}

TEST_F(SandboxControl, TurnsAwayWhatAWebPageSends) {
  for (const char* line : {"Origin: https://example.com", "Origin: null", "Origin: http://127.0.0.1",
                           "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site", "Host: example.com",
                           "Host: 127.0.0.1.example.com", "Host: localhost.example.com", "Host: ", "Host;"}) {
    caller.more_headers = {line};
    EXPECT_EQ(send("POST", "/faults", R"("generate:status=503")").status, 403) << line;
    EXPECT_EQ(send("GET", "/counts").status, 403) << line;
  }
  for (const char* line : {"Host: localhost", "Host: LOCALHOST:1", "Host: 127.0.0.1:80", "Sec-Fetch-Site: none"}) {
    caller.more_headers = {line};
    EXPECT_EQ(send("GET", "/counts").status, 200) << line;
  }
  const auto& url = program.control_url;
  EXPECT_EQ(first_line(url, "GET / HTTP/1.0\r\n\r\n"), "HTTP/1.0 403 Forbidden");
  EXPECT_EQ(first_line(url, "GET / HTTP/1.1\r\nHost: localhost\r\nHost: example.com\r\n\r\n"),
            "HTTP/1.1 403 Forbidden");
  EXPECT_EQ(client.generate().status, 200) << "no fault came through";
}

// Another host's packets come to another address of this machine, where nobody listens.
TEST_F(SandboxControl, ListensOnTheLoopbackAddressAlone) {
  std::ostringstream local;
  local << ':' << std::uppercase << std::hex << port_in(program.control_url) << ' ';
  std::vector<std::string> listeners;
  for (const char* table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
    std::ifstream lines(table);
    for (std::string line; std::getline(lines, line);) {
      if (line.find(local.str()) != std::string::npos && line.find(" 0A ") != std::string::npos)
        listeners.push_back(line);
    }
  }
  ASSERT_EQ(listeners.size(), 1U);
  EXPECT_NE(listeners[0].find(" 0100007F:"), std::string::npos) << listeners[0];
}

TEST_F(SandboxControl, BoundsTheBodyThatItTakes) {
  const auto head = [](const char* path, const char* size) {
    return std::string("POST ") + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + size + "\r\n\r\n";
  };
  const auto& url = program.control_url;
  EXPECT_EQ(first_line(url, head("/files", "300000000")).substr(0, 12), "HTTP/1.1 413");
  EXPECT_EQ(send("POST", "/faults", '"' + std::string(17 * 1024 * 1024, 'x') + '"').status, 413);
  EXPECT_EQ(first_line(url, "GET / HTTP/1.1\r\nX: " + std::string(100'000, 'x')).substr(0, 9), "HTTP/1.1 ")
      << "a head without an end";
  EXPECT_EQ(send("GET", "/counts").status, 200);
}

TEST_F(SandboxControl, SaysWhichPathsThereAre) {
  const auto reply = send("GET", "/nothing");
  EXPECT_EQ(reply.status, 404);
  const json told = json::parse(reply.body);
  for (const std::string path : told["paths"]) {
    const auto name = path.substr(path.find(' ') + 1);
    if (name.find('*') != std::string::npos) continue;
    EXPECT_EQ(send("OPTIONS", name).status, 405) << name;
  }
  EXPECT_EQ(send("DELETE", "/servers/0").status, 400);
  EXPECT_EQ(send("DELETE", "/servers/7").status, 404);
  EXPECT_EQ(send("GET", "/servers/7/counts").status, 404);
}

TEST_F(SandboxControl, StartsAnewOnItsPorts) {
  server.inject(Fault::status(503).repeat_forever());
  server.set_credits(1);
  server.hold();
  server.serve("mine", {});
  const auto file = server.add_file("x", "text/plain");
  client.submit();
  const Wire waiting(program.control_url, "GET /wait?upload=1&timeout=60s HTTP/1.1\r\nHost: localhost\r\n\r\n");
  for (int i = 0; i < 5; ++i) server.counts();  // the loop has come by the wait meanwhile
  server.reset();
  EXPECT_EQ(waiting.first_line(), "HTTP/1.1 410 Gone");
  EXPECT_EQ(server.counts().requests, 0U);
  EXPECT_TRUE(server.requests().empty());
  EXPECT_TRUE(server.records().empty());
  EXPECT_DOUBLE_EQ(server.credits(), 100);
  EXPECT_EQ(client.generate().status, 200);
  EXPECT_EQ(client.api_post("/v1/mine", "{}").status, 404);
  EXPECT_EQ(client.get(file).status, 404);
  EXPECT_EQ(send("POST", "/reset", R"({"credits":7})").status, 200);
  EXPECT_DOUBLE_EQ(server.credits(), 7);
  EXPECT_EQ(send("POST", "/reset", R"({"credits":-7,"host":"a b"})").status, 400);
  EXPECT_DOUBLE_EQ(server.credits(), 7) << "nothing is half done";
  server.reset();
  EXPECT_DOUBLE_EQ(server.credits(), 7) << "the options of its start";
}

TEST_F(SandboxControl, PutsTheProgramsFaultsBackWhenItStartsAnew) {
  const SandboxProgram faulty({"--fault", "generate:status=503"});
  RemoteServer its(faulty.control_url + "/");
  Caller call(its);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(call.generate().status, 503);
    EXPECT_EQ(call.generate().status, 200);
    its.reset();
  }
}

TEST_F(SandboxControl, KeepsServersApart) {
  std::string url;
  {
    RemoteServer other(program.control_url, shipped_clips());
    url = other.control_url();
    EXPECT_NE(other.base_url(), server.base_url());
    other.inject(Fault::status(503));
    EXPECT_EQ(client.generate().status, 200);
    Caller call(other);
    EXPECT_EQ(call.generate().status, 503);
    other.reset();
    EXPECT_EQ(call.generate().status, 200);
    EXPECT_EQ(server.counts().generate, 1U);
    EXPECT_EQ(RemoteServer(url).counts().generate, 1U);
  }
  EXPECT_THROW(RemoteServer{url}, std::runtime_error) << "it ends with its object";
}

// The files of a program on Windows are no files of a native segmind-sandbox.
TEST_F(SandboxControl, TakesACertificateWithoutItsFile) {
  const TemporaryFolder folder;
  const Authority authority(folder.path().string(), "authority");
  sandbox::Options options = shipped_clips();
  {
    const auto certificate = authority.issue("IP:127.0.0.1");
    options.certificate_file = certificate.certificate_file;
    options.private_key_file = certificate.key_file;
  }
  RemoteServer secure(program.control_url, options);
  EXPECT_EQ(secure.base_url().rfind("https://", 0), 0U);
  for (const auto& file : {options.certificate_file, options.private_key_file}) std::filesystem::remove(file);
  Caller call(secure);
  call.ca_file = authority.file();
  EXPECT_EQ(call.generate().status, 200);
  secure.reset();
  EXPECT_EQ(call.generate().status, 200);

  EXPECT_THROW(RemoteServer(program.control_url, options), std::runtime_error) << "a file that is not there";
  options.certificate_file = folder.file("text");
  std::ofstream(options.certificate_file) << "no certificate";
  options.private_key_file.clear();
  EXPECT_THROW(RemoteServer(program.control_url, options), std::invalid_argument) << "one without the other";
  options.private_key_file = options.certificate_file;
  EXPECT_THROW(RemoteServer(program.control_url, options), std::runtime_error);
}

TEST_F(SandboxControl, SaysWhoDoesNotAnswer) {
  std::string url;
  {
    const SandboxProgram ended;
    url = ended.control_url;
    RemoteServer its(url, shipped_clips());
    its.on_answer([](const sandbox::SeenRequest&) {});
    EXPECT_EQ(its.counts().requests, 0U);
    ASSERT_EQ(::kill(ended.process(), SIGKILL), 0);
    EXPECT_THROW(for (;;) its.counts(), std::runtime_error);
  }
  try {
    RemoteServer none(url);
    FAIL() << "nobody listens there";
  } catch (const std::runtime_error& problem) {
    EXPECT_NE(std::string(problem.what()).find(url), std::string::npos) << problem.what();
  }
  EXPECT_THROW(RemoteServer{server.files_url()}, std::runtime_error) << "no control interface";
  EXPECT_THROW(RemoteServer{"nonsense"}, std::runtime_error);
}

}  // namespace
}  // namespace segmind::testing
