#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "../media_samples.hpp"
#include "faults/peer.hpp"
#include "faults/socket.hpp"
#include "integration/service.hpp"

namespace segmind::testing {
namespace {

/// A server that follows a script, one connection after the other.
class Script {
 public:
  using Scene = std::function<void(Peer& peer, Socket& listener)>;

  explicit Script(std::vector<Scene> scenes)
      : thread_([this, scenes = std::move(scenes)] {
          for (const Scene& scene : scenes) {
            Peer peer = Peer::accept(listener_);
            scene(peer, listener_);
          }
        }) {}
  ~Script() { thread_.join(); }
  Script(const Script&) = delete;
  Script& operator=(const Script&) = delete;

  ClientOptions options() const {
    ClientOptions options;
    options.api_key = "a-key-of-a-test";
    options.base_url = "http://127.0.0.1:" + std::to_string(port_of(listener_));
    options.retry.attempts = 1;
    options.recover_from_records = false;  // the script has no records
    return options;
  }

 private:
  Socket listener_ = listen_on_loopback();
  std::thread thread_;
};

std::string ok(const std::string& json) {
  return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(json.size()) +
         "\r\n\r\n" + json;
}

const std::byte* bytes_of(const std::string& text) { return reinterpret_cast<const std::byte*>(text.data()); }

TEST(EarlyAnswer, CountsThoughTheRestOfTheBodyStillLeavesAfterIt) {
  const std::string picture = png(512, 512, 9'000'000);
  Script server({[](Peer& peer, Socket&) {
    const std::string head = peer.receive(1000);
    EXPECT_TRUE(head.find("\r\n\r\n") != std::string::npos);
    EXPECT_TRUE(peer.send(ok(R"({"file_urls":["https://images.segmind.com/early.png"]})")));
    peer.receive_all(2s);
  }});
  Client client(server.options());
  const Result<std::string> address = client.try_upload(bytes_of(picture), picture.size(), "image/png");
  ASSERT_TRUE(address) << address.error().describe();
  EXPECT_EQ(*address, "https://images.segmind.com/early.png");
}

TEST(PaidRequest, WaitsForNoPermissionToSendItsBody) {
  Script server({[](Peer& peer, Socket&) {
    const std::string beginning = peer.receive(1000);
    EXPECT_EQ(beginning.size(), 1000U);
    EXPECT_TRUE(beginning.find("Expect:") == std::string::npos);
    peer.reset();
  }});
  Client client(server.options());
  const auto large = Wan27R2VRequest::Builder(std::string(1'500'000, 'a')).duration(2s).build();
  EXPECT_FALSE(client.try_submit(large));
}

// libcurl (7.88) leaves in the handle that it has to rewind the body of a request which it could not send again.
TEST(PaidRequest, DoesNotFailForWhatBecameOfAnUploadBeforeIt) {
  const auto answered = [](Peer& peer) {
    std::string request;
    while (request.find("\r\n\r\n") == std::string::npos) request += peer.receive(1);
    const std::size_t length = std::stoul(request.substr(request.find("Content-Length: ") + 16));
    return peer.receive(length).size() == length;
  };
  Script storage({[&](Peer& peer, Socket& listener) {
    EXPECT_TRUE(answered(peer));
    EXPECT_TRUE(peer.send(ok(R"({"file_urls":["https://images.segmind.com/first.png"]})")));
    EXPECT_TRUE(answered(peer));
    listener.close();
  }});
  sandbox::Server server(quick());
  ClientOptions options = options_for(server);
  options.storage_url = storage.options().base_url;
  options.retry.attempts = 1;
  Client client(options);
  const std::string first = png(512, 512, 30'000, 1), second = png(512, 512, 30'000, 2);
  ASSERT_TRUE(client.try_upload(bytes_of(first), first.size(), "image/png"));
  ASSERT_FALSE(client.try_upload(bytes_of(second), second.size(), "image/png"));
  const Result<Job> job = client.try_submit(a_request());
  EXPECT_TRUE(job) << job.error().describe();
}

}  // namespace
}  // namespace segmind::testing
