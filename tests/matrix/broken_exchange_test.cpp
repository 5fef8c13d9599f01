#include "faults/http2_stand.hpp"

namespace segmind::testing {
namespace {

// Over HTTP/2, ending an exchange keeps its connection open, even a dead one.
TEST(DeadConnection, IsNotAskedAgainOverHttp2) {
  if (!Front::available()) GTEST_SKIP() << Front::how_to_get();
  Http2Stand stand;
  ClientOptions options = stand.options();
  options.silence_timeout = 300ms;
  Client client(options);
  const Job job = client.submit(a_request());
  ASSERT_TRUE(stand.server.wait_for([](const sandbox::Counts& counts) { return counts.generations_completed == 1; }));
  ASSERT_TRUE(job.try_status());

  stand.proxy.arm(ByteFault::stall(Direction::to_client, 0).counted_from_now().at_next_byte());
  CallOptions call;
  call.timeout = 20s;
  const Result<Video> video = job.try_wait(call);
  ASSERT_TRUE(video) << video.error().describe();
  EXPECT_EQ(stand.proxy.traffic().faults_fired, 1U);
}

// Tests the sandbox itself: the crash test relies on this.
using DrippingAnswer = Service;

TEST_F(DrippingAnswer, ArrivesWithItsLastPiece) {
  const Job job = client.submit(a_request());
  ASSERT_TRUE(job.try_status());
  const std::uint64_t size = server.requests().back().answer_bytes;
  for (std::size_t piece = 50; piece < size; piece += 50) {
    server.inject(sandbox::Fault::drip(piece, 5ms).on(sandbox::Route::status));
    const Result<JobStatus> status = job.try_status();
    ASSERT_TRUE(status) << piece << ": " << status.error().describe();
  }
}

using LateAnswer = Service;

TEST_F(LateAnswer, AnIdThatArrivedIsNotLostToTheCallsLimit) {
  (void)client.submit(a_request());
  const std::uint64_t size = server.requests().back().answer_bytes;
  server.inject(sandbox::Fault::stall(size - 10).on(sandbox::Route::submit));
  CallOptions options;
  options.timeout = 500ms;
  std::string told;
  options.on_submitted = [&](std::string_view id) { told = id; };
  const Result<Job> job = client.try_submit(a_request(), options);
  ASSERT_TRUE(job) << job.error().describe();
  EXPECT_EQ(job->id(), told);
  EXPECT_TRUE(is_clip(job->wait().bytes().view()));
}

TEST_F(LateAnswer, AClipThatIsPaidForIsNotLostToTheCallsLimit) {
  sandbox::Options json = quick();
  json.v1_answer = sandbox::V1Answer::json;
  sandbox::Server with_address(json);
  with_address.inject(sandbox::Fault::stall(0).on(sandbox::Route::download));
  Client other(options_for(with_address));
  CallOptions options;
  options.timeout = 500ms;
  const Result<Video> video = other.try_generate(a_request(), options);
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().charge, Charge::charged);
  EXPECT_EQ(video.error().address.rfind(with_address.files_url(), 0), 0U) << video.error().address;
}

using BeginningOfAClip = Service;

// A clip is recognised by its first eight bytes, which are kept until then and must not be written twice.
TEST_F(BeginningOfAClip, IsReadAnewAfterAnAnswerThatBrokeInItsFirstBytes) {
  const Job job = client.submit(a_request());
  const std::string clip(job.wait().bytes().view());
  CallOptions options;
  options.timeout = 5s;
  for (std::uint64_t bytes = 1; bytes <= 16; ++bytes) {
    server.inject(sandbox::Fault::cut_body(bytes).on(sandbox::Route::download));
    const Result<Video> video = job.try_wait(options);
    ASSERT_TRUE(video) << bytes << ": " << video.error().describe();
    EXPECT_TRUE(video->bytes().view() == clip) << bytes;
  }
}

TEST_F(BeginningOfAClip, IsReadAnewAfterAnAnswerThatWasNone) {
  const Job job = client.submit(a_request());
  CallOptions options;
  options.timeout = 5s;
  for (const char* body : {"<html>Back soon</html>", R"({"message":"Back soon"})", "", "\x01\x02\x03\x04 no clip"}) {
    server.inject(sandbox::Fault::status(200, body, "text/html").on(sandbox::Route::download));
    const Result<Video> video = job.try_wait(options);
    ASSERT_TRUE(video) << body << ": " << video.error().describe();
    EXPECT_TRUE(is_clip(video->bytes().view())) << body;
  }
}

}  // namespace
}  // namespace segmind::testing
