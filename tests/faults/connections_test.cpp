#include "../media_samples.hpp"
#include "faults/http2_stand.hpp"
#include "integration/tls_sandbox.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

/// Asks about a job so many times at once; how many of them got an answer.
std::size_t answers_to(const Job& job, std::size_t questions, const CallOptions& call = {}) {
  std::vector<Operation<JobStatus>> asked;
  for (std::size_t i = 0; i < questions; ++i) asked.push_back(job.status_async(call));
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
    options.storage_url.clear();  // there, too
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
  options.silence_timeout = 1500ms;
  Client many(options);
  const Job job = many.submit(a_request());
  server.inject(Fault::late(400ms).on(Route::status).repeat_forever());
  EXPECT_EQ(answers_to(job, 160), 160U);  // five rounds, 2 s
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

// Where HTTP/2 may be spoken, all wait for the first connection, rather than make one each.
TEST_F(Connections, WhoWaitsForTheOneThatIsBeingMadeNeedNotTryItsAddressAlone) {
  proxy.arm(ByteFault::stall(Direction::to_server, 0).repeat(ByteFault::forever));
  ClientOptions options = through_proxy();
  options.base_url.replace(0, 4, "https");
  options.connect_timeout = 300ms;
  options.retry.attempts = 1;
  Client many(options);
  const Job job = many.resume("11111111-2222-4333-8444-555555555555");
  CallOptions call;
  call.timeout = 8s;
  std::vector<Operation<JobStatus>> asked;
  for (int i = 0; i < 40; ++i) asked.push_back(job.status_async(call));
  for (auto& question : asked) {
    const Result<JobStatus> status = question.try_get();
    ASSERT_FALSE(status);
    ASSERT_NE(status.error().message.find("No connection was made within 0.3"), std::string::npos)
        << status.error().describe();
  }
}

TEST(TlsSession, IsGoneOnWithByLaterPaidRequestsThoughTheirConnectionsAreNew) {
  TlsSandbox secure("IP:127.0.0.1");
  FaultProxy proxy(secure.server.port());
  ClientOptions options = options_for(secure.server);
  options.base_url = "https://127.0.0.1:" + std::to_string(proxy.port());
  options.storage_url.clear();  // there, too
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

// The upload has more patience than the first question, and keeps the connection in use.
TEST(Http2, NobodyBeginsOnAConnectionThatHasGoneSilent) {
  if (!Front::available()) GTEST_SKIP() << Front::how_to_get();
  Http2Stand stand;
  ClientOptions options = stand.options();
  options.silence_timeout = 600ms;
  options.retry.attempts = 1;
  Client client(options);
  const Job job = client.submit(a_request());
  ASSERT_TRUE(job.try_status());
  stand.proxy.arm(ByteFault::stall(Direction::to_client, 0).counted_from_now());
  auto upload = upload_of(client, 40'000, 1);
  ASSERT_FALSE(job.try_status());
  ASSERT_FALSE(upload.ready());
  const Result<JobStatus> later = job.try_status();
  EXPECT_TRUE(later) << later.error().describe();
  EXPECT_FALSE(upload.ready());
}

/// Over HTTP/2, a connection that stands, and a host that takes no others from now on.
class Http2Standing : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!Front::available()) GTEST_SKIP() << Front::how_to_get();
    stand.emplace();
    ClientOptions options = stand->options();
    options.connect_timeout = 300ms;
    options.silence_timeout = 600ms;
    options.retry.attempts = 2;
    client.emplace(options);
    job.emplace(client->submit(a_request()));
    ASSERT_TRUE(job->try_status());
    stand->proxy.arm(ByteFault::stall(Direction::to_server, 0).repeat(ByteFault::forever));
  }

  std::optional<Http2Stand> stand;
  std::optional<Client> client;
  std::optional<Job> job;
};

TEST_F(Http2Standing, IsUsedAsBeforeWhenARetryFindsNoNewOne) {
  stand->server.inject(Fault::status(503).on(Route::status));
  ASSERT_FALSE(job->try_status());
  const Result<JobStatus> later = job->try_status();
  EXPECT_TRUE(later) << later.error().describe();
}

// The upload keeps the connection in use meanwhile: it has more patience.
TEST_F(Http2Standing, IsUsedAsBeforeWhenOneAnswerHangsAndOthersCome) {
  stand->server.inject(Fault::late(5s).on(Route::status));
  stand->server.inject(Fault::late(5s).on(Route::upload));
  auto upload = upload_of(*client, 40'000, 1);
  auto hangs = job->status_async();
  ASSERT_TRUE(stand->server.wait_for([](const sandbox::Counts& counts) { return counts.waiting == 2; }));
  ASSERT_TRUE(job->try_status());
  ASSERT_FALSE(hangs.try_get());
  const Result<JobStatus> later = job->try_status();
  EXPECT_TRUE(later) << later.error().describe();
}

TEST(Http2, ManyWhoWaitedForAConnectionThatWasNotMadeShareTheNext) {
  if (!Front::available()) GTEST_SKIP() << Front::how_to_get();
  Http2Stand stand;
  Client client(stand.options());
  const Job job = client.submit(a_request());
  stand.proxy.arm(ByteFault::stall(Direction::to_server, 0).on(1));
  CallOptions impatient;
  impatient.connect_timeout = 400ms;
  auto first = job.status_async(impatient);
  CallOptions patient;
  patient.connect_timeout = 60s;  // for thirty handshakes on a busy machine
  EXPECT_EQ(answers_to(job, 300, patient), 300U);
  EXPECT_LE(stand.proxy.traffic().connections.size(), 2U + 32U);
}

TEST(Http2, AnAnswerThatIsReadInManyTurnsArrivesWhole) {
  if (!Front::available()) GTEST_SKIP() << Front::how_to_get();
  Http2Stand stand;
  Client client(stand.options());
  stand.server.inject(Fault::large(2'000'000).on(Route::generate));
  std::uint64_t arrived = 0;
  CallOptions call;
  call.sink = Sink::callback([&](const std::byte*, std::size_t size) {
    arrived += size;
    std::this_thread::sleep_for(5ms);  // two of them are a turn
    return true;
  });
  const Result<Video> video = client.try_generate(a_request(), call);
  EXPECT_EQ(arrived, 2'000'000U) << (video ? "" : video.error().describe());
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
