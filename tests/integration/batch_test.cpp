#include <set>

#include "service.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

class BatchOf : public Service {
 protected:
  static std::vector<Wan27R2VRequest> requests(std::size_t count) {
    std::vector<Wan27R2VRequest> requests;
    for (std::size_t i = 0; i < count; ++i) {
      requests.push_back(Wan27R2VRequest::Builder("a garden").duration(2s).seed(static_cast<int>(i)).build());
    }
    return requests;
  }
};

TEST_F(BatchOf, GivesEveryResultOnceWithItsIndex) {
  std::multiset<std::size_t> seen;
  auto batch = client.generate_all(requests(20), [&](std::size_t index, Result<Video> video) {
    EXPECT_TRUE(video.has_value());
    EXPECT_EQ(video->receipt().seed, static_cast<std::int64_t>(index));
    seen.insert(index);
  });
  const BatchSummary summary = batch.get();
  EXPECT_EQ(summary.succeeded, 20U);
  EXPECT_EQ(summary.failed, 0U);
  EXPECT_EQ(std::set<std::size_t>(seen.begin(), seen.end()).size(), 20U);
  EXPECT_EQ(seen.size(), 20U);
  EXPECT_EQ(server.counts().generate, 20U);
}

TEST_F(BatchOf, KeepsNoMoreUnderWayThanAsked) {
  server.hold();
  BatchOptions options;
  options.in_flight = 3;
  auto batch = client.generate_all(requests(9), {}, options);
  ASSERT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.waiting == 3; }));
  server.release();
  EXPECT_EQ(batch.get().succeeded, 9U);
  EXPECT_LE(server.counts().connections_accepted, 9U);
}

TEST_F(BatchOf, OneFailureDoesNotEndTheRest) {
  server.inject(Fault::status(500).on(Route::generate).repeat(2));
  const BatchSummary summary = client.generate_all(requests(8), {}).get();
  EXPECT_EQ(summary.succeeded, 6U);
  EXPECT_EQ(summary.failed, 2U);
}

TEST_F(BatchOf, CallsThatEndAtOnceEndTheBatch) {
  BatchOptions options;
  options.options_for = [](std::size_t) {
    CallOptions call;
    call.timeout = 0ms;
    return call;
  };
  EXPECT_EQ(client.generate_all(requests(10'000), {}, options).get().failed, 10'000U);
  EXPECT_EQ(client.generate_all({}, {}).get().succeeded, 0U);
  EXPECT_EQ(server.counts().requests, 0U);
}

TEST_F(BatchOf, CancellationEndsAllOfIt) {
  server.hold();
  CancellationSource source;
  BatchOptions options;
  options.in_flight = 4;
  options.cancellation = source.token();
  int ended = 0;
  auto first = client.generate_all(
      requests(50),
      [&](std::size_t, Result<Video> video) {
        EXPECT_EQ(video.error().kind, ErrorKind::cancelled);
        ++ended;
      },
      options);
  ASSERT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.waiting == 4; }));
  source.cancel();
  EXPECT_EQ(first.get().failed, 50U);
  EXPECT_EQ(ended, 50);
  EXPECT_EQ(server.counts().generate, 4U);

  auto second = client.generate_all(requests(50), {});
  ASSERT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.generate == 20; }));
  second.cancel();
  EXPECT_EQ(second.get().failed, 50U);
  EXPECT_EQ(server.counts().generate, 20U);
}

TEST_F(BatchOf, CanBeEndedFromOneOfItsResults) {
  server.inject(Fault::status(401).on(Route::generate).repeat(50));
  CancellationSource source;
  BatchOptions options;
  options.in_flight = 4;
  options.cancellation = source.token();
  const auto end_at_a_wrong_key = [&](std::size_t, const Result<Video>& video) {
    if (video.error().kind == ErrorKind::unauthorized) source.cancel();
  };
  EXPECT_EQ(client.generate_all(requests(50), end_at_a_wrong_key, options).get().failed, 50U);
  EXPECT_LE(server.counts().generate, 4U);
}

TEST_F(BatchOf, ResultsComeInOneThreadThoughSomeCallsEndAtOnce) {
  BatchOptions options;
  options.options_for = [](std::size_t index) {
    CallOptions call;
    if (index % 3 == 0) call.timeout = 0ms;
    return call;
  };
  std::set<std::thread::id> threads;
  const auto note = [&](std::size_t, const Result<Video>&) { threads.insert(std::this_thread::get_id()); };
  EXPECT_EQ(client.generate_all(requests(60), note, options).get().failed, 20U);
  EXPECT_EQ(threads.size(), 1U);
}

TEST_F(BatchOf, AFunctionThatThrowsIsNamedAndEndsNothing) {
  BatchOptions options;
  options.options_for = [](std::size_t index) {
    if (index == 1) throw std::runtime_error("no folder");
    return CallOptions();
  };
  std::string said;
  const BatchSummary summary = client
                                   .generate_all(
                                       requests(4),
                                       [&](std::size_t index, const Result<Video>& video) {
                                         if (index == 1) said = video.error().describe();
                                         if (index == 2) throw std::runtime_error("the disk is full");
                                       },
                                       options)
                                   .get();
  EXPECT_EQ(summary.succeeded, 2U);
  EXPECT_EQ(summary.failed, 2U);
  EXPECT_NE(said.find("options_for threw an exception: no folder"), std::string::npos) << said;
  EXPECT_EQ(server.counts().generate, 3U);
}

TEST_F(BatchOf, JobsCanBeWaitedForAsTheyCome) {
  std::atomic<int> clips{0};
  std::vector<Operation<Video>> waiting;
  auto batch =
      client.submit_all(requests(12), [&](std::size_t, Result<Job> job) { waiting.push_back(job->wait_async()); });
  EXPECT_EQ(batch.get().succeeded, 12U);
  for (auto& operation : waiting) clips += is_clip(operation.get().bytes().view());
  EXPECT_EQ(clips, 12);
  EXPECT_EQ(server.counts().submit, 12U);
}

TEST_F(BatchOf, DestroyingTheClientEndsIt) {
  server.hold();
  std::optional<Operation<BatchSummary>> batch;
  {
    Client doomed(options_for(server));
    batch = doomed.generate_all(requests(40), {});
    ASSERT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.waiting == 16; }));
  }
  EXPECT_EQ(batch->get().failed, 40U);
}

}  // namespace
}  // namespace segmind::testing
