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

// Each of them may have been paid.
TEST_F(RateLimit, AServiceThatIsOutOfOrderIsNotGivenAWholeBatchToRefuse) {
  ClientOptions options = options_for(server);
  options.retry.first_wait = 20ms;
  options.retry.longest_wait = 10min;
  Client careful(options);
  server.inject(Fault::status(503).on(Route::submit).repeat_forever());
  BatchOptions batch;
  batch.in_flight = 4;
  CancellationSource enough;
  batch.drain = enough.token();
  std::vector<std::chrono::steady_clock::time_point> failures;
  const auto note = [&](std::size_t, const Result<Job>& job) {
    if (job.error().kind == ErrorKind::cancelled) return;
    failures.push_back(std::chrono::steady_clock::now());
    if (failures.size() == 6) enough.cancel();
  };
  const auto summary = careful.submit_all(std::vector<Wan27R2VRequest>(40, a_request()), note, batch).get();
  EXPECT_EQ(summary.failed, 40U);
  EXPECT_LE(server.counts().submit, 10U);  // six, and those that were under way
  ASSERT_GE(failures.size(), 6U);
  EXPECT_GE(failures[4] - failures[0], 15ms);
  EXPECT_GE(failures[5] - failures[4], 30ms);
}

// The one that was let through to try shows that it works: the others need not wait for their pause to end.
TEST_F(RateLimit, WhoeverWaitedForTheServiceToWorkAgainGoesAtOnce) {
  ClientOptions options = options_for(server);
  options.retry.first_wait = 2s;
  options.retry.longest_wait = 1h;
  Client careful(options);
  server.inject(Fault::status(503).on(Route::generate));
  ASSERT_FALSE(careful.try_generate(a_request()));
  std::vector<Operation<Video>> waiting;
  for (int i = 0; i < 4; ++i) waiting.push_back(careful.generate_async(a_request()));
  const auto two_pauses = std::chrono::steady_clock::now() + 3900ms;
  for (auto& call : waiting) EXPECT_TRUE(call.try_get());
  EXPECT_LT(std::chrono::steady_clock::now(), two_pauses);
}

TEST_F(RateLimit, AQuestionDoesNotWaitForAServiceThatTakesNoOrders) {
  ClientOptions options = options_for(server);
  options.retry.first_wait = options.retry.longest_wait = 30s;
  Client careful(options);
  const Job job = careful.submit(a_request());
  server.inject(Fault::status(503).on(Route::generate));
  ASSERT_FALSE(careful.try_generate(a_request()));
  CancellationSource source;
  CallOptions call;
  call.cancellation = source.token();
  auto paid = careful.generate_async(a_request(), call);  // waits for half a minute
  server.inject(Fault::status(429).header("Retry-After", "1").on(Route::credits));
  ASSERT_FALSE(careful.try_credits());
  EXPECT_TRUE(job.status_async().wait_for(5s));  // waits for a second
  source.cancel();
  EXPECT_EQ(paid.try_get().error().charge, Charge::none);
}

TEST_F(RateLimit, AGatewayThatRefusesSlowlyIsNotGivenMoreInTheMeantime) {
  ClientOptions options = options_for(server);
  options.retry.first_wait = 50ms;
  options.retry.longest_wait = 1h;
  Client careful(options);
  server.inject(Fault::status(503).on(Route::submit));
  ASSERT_FALSE(careful.try_submit(a_request()));
  server.inject(Fault::status(503).after(1s).on(Route::submit).repeat_forever());
  CancellationSource enough;
  BatchOptions batch;
  batch.in_flight = 100;
  batch.drain = enough.token();
  const auto note = [&](std::size_t, const Result<Job>&) { enough.cancel(); };
  EXPECT_EQ(careful.submit_all(std::vector<Wan27R2VRequest>(100, a_request()), note, batch).get().failed, 100U);
  EXPECT_LE(server.counts().submit, 7U);  // doubling from 50 ms on, in a second
}

TEST_F(RateLimit, AClipThatWasOrderedBeforeAnOutageDoesNotEndIt) {
  ClientOptions options = options_for(server);
  options.retry.first_wait = options.retry.longest_wait = 30s;
  Client careful(options);
  server.inject(Fault().after(1s).on(Route::generate));
  auto before = careful.generate_async(a_request());
  ASSERT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.generate == 1; }));
  server.inject(Fault::status(503).on(Route::generate));
  ASSERT_FALSE(careful.try_generate(a_request()));
  ASSERT_TRUE(before.try_get());
  CancellationSource source;
  CallOptions call;
  call.cancellation = source.token();
  call.progress = [&](const Progress& progress) {
    if (progress.phase == Phase::waiting) source.cancel();
  };
  EXPECT_EQ(careful.try_generate(a_request(), call).error().kind, ErrorKind::cancelled);
  EXPECT_EQ(server.counts().generate, 2U);
}

TEST_F(RateLimit, ADrainedBatchSendsNothingThatWaitedForItsTurn) {
  ClientOptions options = options_for(server);
  options.retry.first_wait = options.retry.longest_wait = 30s;
  Client careful(options);
  server.inject(Fault::status(503).on(Route::generate));
  ASSERT_FALSE(careful.try_generate(a_request()));
  for (const bool through_queue : {false, true}) {
    CancellationSource no_more;
    BatchOptions batch;
    batch.in_flight = 2;
    batch.through_queue = through_queue;
    batch.drain = no_more.token();
    batch.options_for = [&](std::size_t) {
      CallOptions call;
      call.progress = [&](const Progress& progress) {
        if (progress.phase == Phase::waiting) no_more.cancel();
      };
      return call;
    };
    const auto note = [](std::size_t, const Result<Video>& video) { EXPECT_EQ(video.error().charge, Charge::none); };
    EXPECT_EQ(careful.generate_all(std::vector<Wan27R2VRequest>(4, a_request()), note, batch).get().failed, 4U);
  }
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(RateLimit, AGatewaysTimeoutIsNoSignThatTheServiceWorksAgain) {
  ClientOptions options = options_for(server);
  options.retry.first_wait = options.retry.longest_wait = 400ms;
  Client careful(options);
  bool waited = false;
  CallOptions call;
  call.progress = [&](const Progress& progress) { waited = waited || progress.phase == Phase::waiting; };
  for (const int status : {503, 504, 500}) {
    server.inject(Fault::status(status).on(Route::generate));
    ASSERT_FALSE(careful.try_generate(a_request()));
  }
  EXPECT_TRUE(careful.try_generate(a_request(), call));
  EXPECT_TRUE(waited);
}

TEST_F(RateLimit, OnceTheServiceWorksAgainNobodyWaits) {
  ClientOptions options = options_for(server);
  options.retry.first_wait = 100ms;
  options.retry.longest_wait = 10min;
  Client careful(options);
  server.inject(Fault::status(502).on(Route::generate).repeat(2));
  EXPECT_FALSE(careful.try_generate(a_request()));
  EXPECT_FALSE(careful.try_generate(a_request()));
  EXPECT_TRUE(careful.try_generate(a_request()));
  CallOptions call;
  call.progress = [](const Progress& progress) { EXPECT_NE(progress.phase, Phase::waiting); };
  EXPECT_TRUE(careful.try_generate(a_request(), call));
}

TEST_F(RateLimit, AJobIsAsOldAsItsRequestAndNotAsItsCall) {
  close_for_a_second();
  const auto before = std::chrono::system_clock::now();
  const Job job = client.submit(a_request());
  EXPECT_GE(job.expires_at(), before + 1h + 800ms);
}

}  // namespace
}  // namespace segmind::testing
