#include <algorithm>

#include "service.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

class RateLimit : public Service {
 protected:
  /// From now on the client lets nobody go for a second.
  void close_for_a_second() {
    server.inject(Fault::status(429).header("Retry-After", "1").on(Route::credits));
    ASSERT_EQ(client.try_credits().error().kind, ErrorKind::rate_limited);
  }
};

// What is asked for is paid already, and the service forgets it after an hour.
TEST_F(RateLimit, QuestionsGoBeforeNewRequestsThatPay) {
  const Job job = client.submit(a_request());
  close_for_a_second();
  const std::size_t before = server.requests().size();
  std::vector<Operation<Job>> submissions;
  for (int i = 0; i < 3; ++i) submissions.push_back(client.submit_async(a_request()));
  auto question = job.status_async();
  for (auto& submission : submissions) EXPECT_TRUE(submission.try_get());
  EXPECT_TRUE(question.try_get());
  EXPECT_EQ(server.requests().at(before).route, Route::status);
}

TEST_F(RateLimit, ARequestWhoseTurnComesTooLateForAGenerationIsNotSent) {
  ClientOptions options = options_for(server);
  options.expected_earliest = 5min;
  options.expected_latest = 6min;
  Client slow(options);
  server.inject(Fault::status(429).header("Retry-After", "1").on(Route::credits));
  ASSERT_FALSE(slow.try_credits());
  CallOptions call;
  call.timeout = 5min + 500ms;
  const auto video = slow.try_generate(a_request(), call);
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().kind, ErrorKind::timeout);
  EXPECT_EQ(video.error().charge, Charge::none);
  EXPECT_NE(video.error().message.find("429"), std::string::npos);
  EXPECT_EQ(server.counts().generate, 0U);
  EXPECT_EQ(slow.spending().charged_dollars + slow.spending().possibly_charged_dollars, 0);
  // The queue needs no such time.
  EXPECT_TRUE(slow.try_submit(a_request(), call));
}

TEST_F(RateLimit, ACallThatCameTooLateTakesNobodysTurn) {
  ClientOptions options = options_for(server);
  options.requests_per_minute = 2;
  options.expected_earliest = 700ms;
  options.expected_latest = 800ms;
  Client slow(options);
  server.inject(Fault::status(429).header("Retry-After", "1").on(Route::credits));
  ASSERT_FALSE(slow.try_credits());  // the first turn of this minute
  CallOptions short_of_time;
  short_of_time.timeout = 1200ms;
  auto late = slow.generate_async(a_request(), short_of_time);
  CallOptions patient;
  patient.timeout = 20s;
  auto second = slow.generate_async(a_request(), patient);
  EXPECT_EQ(late.try_get().error().kind, ErrorKind::timeout);
  EXPECT_TRUE(second.try_get());
}

TEST_F(RateLimit, AWaitForItsTurnTellsHowLongItStillTakes) {
  close_for_a_second();
  std::vector<std::chrono::milliseconds> waits;
  CallOptions call;
  call.progress_interval = 10ms;
  call.progress = [&](const Progress& progress) {
    if (progress.phase == Phase::waiting && progress.wait > 0ms) waits.push_back(progress.wait);
  };
  ASSERT_TRUE(client.try_generate(a_request(), call));
  ASSERT_GT(waits.size(), 2U);
  EXPECT_GT(waits.front(), 100ms);
  EXPECT_LT(waits.back(), waits.front());
  EXPECT_TRUE(std::is_sorted(waits.rbegin(), waits.rend()));
}

// The pause that holds for the whole client is longer than the retry's own.
TEST_F(RateLimit, ARefusedCallTellsThePauseThatHoldsForAll) {
  ClientOptions options = options_for(server);
  options.retry = RetryPolicy();
  Client patient(options);
  CancellationSource source;
  std::chrono::milliseconds told{0};
  CallOptions call;
  call.cancellation = source.token();
  call.progress = [&](const Progress& progress) {
    if (progress.phase != Phase::waiting) return;
    if (told == 0ms) told = progress.wait;
    source.cancel();
  };
  server.inject(Fault::status(429).on(Route::generate));
  EXPECT_EQ(patient.try_generate(a_request(), call).error().kind, ErrorKind::cancelled);
  EXPECT_GT(told, 1'500ms);
}

TEST_F(RateLimit, SeveralRefusalsOfOneBurstCountAsOne) {
  server.hold();
  server.inject(Fault::status(429).header("Retry-After", "1").on(Route::generate).repeat(10));
  std::vector<Operation<Video>> burst;
  for (int i = 0; i < 10; ++i) burst.push_back(client.generate_async(a_request()));
  ASSERT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.generate == 10; }));
  server.release();
  for (auto& call : burst) EXPECT_EQ(call.try_get().error().kind, ErrorKind::rate_limited);
  CallOptions call;
  call.timeout = 8s;  // ten refusals for ten would keep the second one from going for twelve
  EXPECT_TRUE(client.try_credits(call));
  EXPECT_TRUE(client.try_credits(call));
}

TEST_F(RateLimit, ACallThatNeverGotItsTurnSaysSo) {
  close_for_a_second();
  CallOptions call;
  call.timeout = 100ms;
  const auto video = client.try_generate(a_request(), call);
  EXPECT_EQ(video.error().charge, Charge::none);
  EXPECT_NE(video.error().message.find("waited for its turn"), std::string::npos) << video.error().message;
}

TEST_F(RateLimit, NoPauseOutlastsAJobThatIsPaid) {
  const std::string id = client.submit(a_request()).id();
  for (const auto left : {61s, 30s}) {
    Client other(options_for(server));
    server.inject(Fault::status(429).header("Retry-After", "300").on(Route::credits));
    ASSERT_FALSE(other.try_credits());
    CallOptions call;
    call.timeout = 20s;
    const auto video = other.resume(id, std::chrono::system_clock::now() - 1h + left).try_wait(call);
    EXPECT_TRUE(video) << video.error().describe();
  }
}

TEST_F(RateLimit, TheClipOfAJobThatIsDoneIsAskedForFirst) {
  std::vector<Job> jobs;
  for (int i = 0; i < 3; ++i) jobs.push_back(client.submit(a_request()));
  close_for_a_second();
  const std::size_t before = server.requests().size();
  std::vector<Operation<Video>> waits;
  for (const Job& job : jobs) waits.push_back(client.resume(job.id()).wait_async());
  for (auto& wait : waits) ASSERT_TRUE(wait.try_get());
  std::vector<Route> asked;
  for (std::size_t i = before; i < server.requests().size(); ++i) {
    const Route route = server.requests()[i].route;
    if (route != Route::download) asked.push_back(route);
  }
  EXPECT_EQ(asked, (std::vector<Route>{Route::status, Route::result, Route::status, Route::result, Route::status,
                                       Route::result}));
}

TEST_F(RateLimit, AJobIsAsOldAsItsRequestAndNotAsItsCall) {
  close_for_a_second();
  const auto before = std::chrono::system_clock::now();
  const Job job = client.submit(a_request());
  EXPECT_GE(job.expires_at(), before + 1h + 800ms);
}

}  // namespace
}  // namespace segmind::testing
