#include "service.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

class Outage : public BareService {
 protected:
  Client waiting_between(std::chrono::milliseconds first_wait, std::chrono::milliseconds longest_wait) {
    ClientOptions options = bare_options_for(server);
    options.retry.first_wait = first_wait;
    options.retry.longest_wait = longest_wait;
    return Client(options);
  }

  void let_see_an_outage(Client& careful) {
    server.inject(Fault::status(503).on(Route::generate));
    ASSERT_FALSE(careful.try_generate(a_request()));
  }
};

// Each of them may have been paid.
TEST_F(Outage, AServiceThatIsOutOfOrderIsNotGivenAWholeBatchToRefuse) {
  Client careful = waiting_between(20ms, 10min);
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
TEST_F(Outage, WhoeverWaitedForTheServiceToWorkAgainGoesAtOnce) {
  Client careful = waiting_between(2s, 1h);
  let_see_an_outage(careful);
  std::vector<Operation<Video>> waiting;
  for (int i = 0; i < 4; ++i) waiting.push_back(careful.generate_async(a_request()));
  const auto two_pauses = std::chrono::steady_clock::now() + 3900ms;
  for (auto& call : waiting) EXPECT_TRUE(call.try_get());
  EXPECT_LT(std::chrono::steady_clock::now(), two_pauses);
}

TEST_F(Outage, AQuestionDoesNotWaitForAServiceThatTakesNoOrders) {
  Client careful = waiting_between(30s, 30s);
  const Job job = careful.submit(a_request());
  let_see_an_outage(careful);
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

TEST_F(Outage, AGatewayThatRefusesSlowlyIsNotGivenMoreInTheMeantime) {
  Client careful = waiting_between(50ms, 1h);
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

TEST_F(Outage, AClipThatWasOrderedBeforeAnOutageDoesNotEndIt) {
  Client careful = waiting_between(30s, 30s);
  server.inject(Fault().after(1s).on(Route::generate));
  auto before = careful.generate_async(a_request());
  ASSERT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.generate == 1; }));
  let_see_an_outage(careful);
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

TEST_F(Outage, ADrainedBatchSendsNothingThatWaitedForItsTurn) {
  Client careful = waiting_between(30s, 30s);
  let_see_an_outage(careful);
  for (const bool through_queue : {false, true}) {
    CancellationSource no_more;
    BatchOptions batch;
    batch.in_flight = 2;
    batch.drain = no_more.token();
    batch.options_for = [&](std::size_t) {
      CallOptions call;
      call.through_queue = through_queue;
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

TEST_F(Outage, AGatewaysTimeoutIsNoSignThatTheServiceWorksAgain) {
  Client careful = waiting_between(400ms, 400ms);
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

TEST_F(Outage, OnceTheServiceWorksAgainNobodyWaits) {
  Client careful = waiting_between(100ms, 10min);
  server.inject(Fault::status(502).on(Route::generate).repeat(2));
  EXPECT_FALSE(careful.try_generate(a_request()));
  EXPECT_FALSE(careful.try_generate(a_request()));
  EXPECT_TRUE(careful.try_generate(a_request()));
  CallOptions call;
  call.progress = [](const Progress& progress) { EXPECT_NE(progress.phase, Phase::waiting); };
  EXPECT_TRUE(careful.try_generate(a_request(), call));
}

}  // namespace
}  // namespace segmind::testing
