#include "../media_samples.hpp"
#include "faults/http2_stand.hpp"
#include "integration/tls_sandbox.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

/// Asks about a job so many times at once; how many of them got an answer.
std::size_t answers_to(const Job& job, std::size_t questions) {
  std::vector<Operation<JobStatus>> asked;
  for (std::size_t i = 0; i < questions; ++i) asked.push_back(job.status_async());
  std::size_t answered = 0;
  for (auto& question : asked) answered += question.try_get() ? 1 : 0;
  return answered;
}

/// Begins to upload a picture of so many bytes; each seed makes another.
Operation<std::string> upload_of(Client& client, std::size_t size, std::uint64_t seed) {
  const std::string picture = png(512, 512, size, seed);
  Bytes bytes;
  EXPECT_TRUE(bytes.append(picture.data(), picture.size()));
  return client.upload_async(std::move(bytes), "image/png");
}

class Connections : public Service {
 protected:
  FaultProxy proxy{server.port()};

  ClientOptions through_proxy() const {
    ClientOptions options = options_for(server);
    options.base_url = "http://127.0.0.1:" + std::to_string(proxy.port());
    return options;
  }
};

TEST_F(Connections, ManyQuestionsAtOnceWaitForTheirTurnOnABoundedNumber) {
  Client many(through_proxy());
  const Job job = many.submit(a_request());
  server.inject(Fault::late(20ms).on(Route::status).repeat_forever());
  EXPECT_EQ(answers_to(job, 300), 300U);
  EXPECT_LE(proxy.traffic().connections.size(), 1U + 32U);
}

TEST_F(Connections, ManyLargeUploadsWaitForTheirTurnOnABoundedNumberToo) {
  Client many(through_proxy());
  std::vector<Operation<std::string>> uploads;
  for (std::uint64_t i = 0; i < 60; ++i) {
    uploads.push_back(upload_of(many, 200'000, i + 1));
  }
  for (auto& upload : uploads) EXPECT_TRUE(upload.try_get());
  EXPECT_LE(proxy.traffic().connections.size(), 32U);
}

// Whoever waits in line is not yet waiting for the server.
TEST_F(Connections, AQuestionThatWaitsForItsTurnIsNotTakenForUnanswered) {
  ClientOptions options = through_proxy();
  options.silence_timeout = 400ms;
  Client many(options);
  const Job job = many.submit(a_request());
  server.inject(Fault::late(150ms).on(Route::status).repeat_forever());
  EXPECT_EQ(answers_to(job, 160), 160U);  // five rounds, 750 ms
}

TEST_F(Connections, AreKeptForTheNextQuestionButNotAfterARequestThatPays) {
  Client one(through_proxy());
  const Job job = one.submit(a_request());
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(job.try_status());
  ASSERT_TRUE(one.try_submit(a_request()));
  ASSERT_TRUE(job.try_status());
  ASSERT_TRUE(proxy.wait_for([](const Traffic& traffic) { return traffic.open == 1; }));
  EXPECT_EQ(proxy.traffic().connections.size(), 3U);
}

// libcurl (7.88) forgets this limit when that would run out less than a millisecond after it has looked at the exchange
// for another reason, as it does 200 ms after the beginning: whether there is another address to try.
TEST_F(Connections, AreGivenUpInTimeWhateverElseIsDueInTheSameMillisecond) {
  proxy.arm(ByteFault::stall(Direction::to_server, 0).repeat(ByteFault::forever));
  ClientOptions options = through_proxy();
  options.base_url.replace(0, 4, "https");
  options.retry.attempts = 1;
  Client patient(options);
  CallOptions call;
  call.timeout = 20s;
  for (int round = 0; round < 4; ++round) {  // in every other one it happens
    std::vector<Operation<Video>> calls;
    for (int i = 0; i < 100; ++i) {
      call.connect_timeout = 200ms + i % 5 * 1ms;
      calls.push_back(patient.generate_async(a_request(), call));
    }
    for (auto& one : calls) {
      const Result<Video> video = one.try_get();
      ASSERT_FALSE(video);
      ASSERT_NE(video.error().message.find("No connection was made within 0.2"), std::string::npos)
          << video.error().describe();
    }
  }
}

TEST(TlsSession, IsGoneOnWithByLaterPaidRequestsThoughTheirConnectionsAreNew) {
  TlsSandbox secure("IP:127.0.0.1");
  FaultProxy proxy(secure.server.port());
  ClientOptions options = options_for(secure.server);
  options.base_url = "https://127.0.0.1:" + std::to_string(proxy.port());
  options.ca_file = secure.ca_file();
  Client client(options);
  // One after the other: OpenSSL lets go of a session that was gone on with, and of two requests that begin together
  // the second finds none until the first has been given the next one.
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(client.try_generate(a_request()));
  ASSERT_TRUE(proxy.wait_for([](const Traffic& traffic) { return traffic.open == 0; }));
  const Traffic traffic = proxy.traffic();
  ASSERT_EQ(traffic.connections.size(), 3U);
  // The same clip each time; a handshake that goes on with a session needs no certificate.
  EXPECT_LT(traffic.connections[1].to_client + 500, traffic.connections[0].to_client);
  EXPECT_LT(traffic.connections[2].to_client + 500, traffic.connections[0].to_client);
}

// A stream breaks when the answer comes while the body is leaving; over HTTP/1.1 it is heard.
TEST_F(Connections, HttpTwoIsNotOfferedForABodyThatCannotLeaveAtOnce) {
  proxy.record(4096);
  ClientOptions options = through_proxy();
  options.base_url.replace(0, 4, "https");
  options.connect_timeout = 200ms;
  options.retry.attempts = 1;
  proxy.arm(ByteFault::stall(Direction::to_client, 0).repeat(ByteFault::forever));
  Client patient(options);
  const auto offers_http2 = [&](const auto& call) {
    const auto number = static_cast<int>(proxy.traffic().connections.size());
    EXPECT_FALSE(call());
    const std::string hello = proxy.transcript(number).to_server;
    EXPECT_TRUE(hello.find("http/1.1") != std::string::npos);
    return hello.find("\x02h2\x08http/1.1") != std::string::npos;
  };
  const auto submit = [&](std::size_t size) {
    const auto request = Wan27R2VRequest::Builder(std::string(size, 'a')).duration(2s).build();
    return [&patient, request] { return patient.try_submit(request).has_value(); };
  };
  const auto upload = [&](std::size_t size) {
    const std::string picture = png(512, 512, size);
    return [&patient, picture] {
      const auto* data = reinterpret_cast<const std::byte*>(picture.data());
      return patient.try_upload(data, picture.size(), "image/png").has_value();
    };
  };
  EXPECT_TRUE(offers_http2(submit(100)));
  EXPECT_FALSE(offers_http2(submit(100'000)));
  EXPECT_TRUE(offers_http2(upload(10'000)));
  EXPECT_FALSE(offers_http2(upload(100'000)));
}

TEST(Http2, NothingIsSentIntoTheBodyOfALargeUpload) {
  if (!Front::available()) GTEST_SKIP() << Front::how_to_get();
  const Http2Stand stand;
  Client client(stand.options());
  for (std::uint64_t round = 0; round < 3; ++round) {
    auto large = upload_of(client, 15'000'000, 1000 + round);
    for (std::uint64_t i = 0; i < 8; ++i) {
      const Result<std::string> small = upload_of(client, 3'000, 8 * round + i).try_get();
      ASSERT_TRUE(small) << small.error().describe();
    }
    const Result<std::string> address = large.try_get();
    ASSERT_TRUE(address) << address.error().describe();
  }
}

TEST(Http2, CarriesManyQuestionsAtOnceOnOneConnection) {
  if (!Front::available()) GTEST_SKIP() << Front::how_to_get();
  const Http2Stand stand;
  Client client(stand.options());
  const Job job = client.submit(a_request());
  EXPECT_EQ(answers_to(job, 60), 60U);
  EXPECT_EQ(stand.proxy.traffic().connections.size(), 2U);
  // libcurl leaves something in the handles of streams that ended beside others.
  const Result<Job> another = client.try_submit(a_request());
  ASSERT_TRUE(another) << another.error().describe();
  EXPECT_EQ(stand.proxy.traffic().connections.size(), 3U);
}

}  // namespace
}  // namespace segmind::testing
