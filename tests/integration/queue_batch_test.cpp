#include <atomic>
#include <optional>
#include <set>
#include <string>

#include "batch_of.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

class BatchThroughTheQueue : public BatchOf {
 protected:
  static BatchOptions with(CallOptions call) {
    call.through_queue = true;
    BatchOptions options;
    options.options_for = [call](std::size_t) { return call; };
    return options;
  }

  std::set<std::string> told;   // by on_submitted
  std::set<std::string> named;  // by errors

  CallOptions telling_ids() {
    CallOptions call;
    call.on_submitted = [this](std::string_view id) { told.emplace(id); };
    return call;
  }
  Function<void(std::size_t, Result<Video>)> note_ids() {
    return [this](std::size_t, const Result<Video>& video) {
      if (const std::string& id = video.error().request_id; !id.empty()) named.insert(id);
    };
  }
};

TEST_F(BatchThroughTheQueue, LosesNoClipThoughConnectionsBreakWhereverTheyCan) {
  server.inject(Fault::no_answer().on(Route::status).repeat(10));
  server.inject(Fault::cut_body(2000).on(Route::download).repeat(10));
  std::set<std::size_t> seen;
  const auto note = [&](std::size_t index, const Result<Video>& video) {
    ASSERT_TRUE(video) << video.error().describe();
    EXPECT_TRUE(is_clip(video->bytes().view()));
    EXPECT_EQ(told.count(video->receipt().request_id.value_or("")), 1U);
    seen.insert(index);
  };
  const BatchSummary summary = client.generate_all(requests(8), note, with(telling_ids())).get();
  EXPECT_EQ(summary.succeeded, 8U);
  EXPECT_EQ(seen.size(), 8U);
  EXPECT_EQ(server.counts().submit, 8U);
  EXPECT_EQ(server.counts().generate, 0U);
}

TEST_F(BatchThroughTheQueue, AClipIsUnderWayUntilItIsHere) {
  server.hold();
  BatchOptions options = with({});
  options.in_flight = 2;
  auto batch = client.generate_all(requests(6), ignore, options);
  ASSERT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.status >= 10; }));
  EXPECT_EQ(server.counts().submit, 2U);
  server.release();
  EXPECT_EQ(batch.get().succeeded, 6U);
}

TEST_F(BatchThroughTheQueue, GoesOnAfterAJobThatIsCompleteWithoutAClip) {
  for (const Route route : {Route::status, Route::result}) {
    server.inject(Fault::body(R"({"status":"COMPLETED","error":"blocked"})").on(route).repeat_forever());
  }
  CallOptions call;
  call.timeout = 20s;
  BatchOptions options = with(call);
  options.in_flight = 1;
  std::optional<Error> first;
  const auto note = [&](std::size_t index, const Result<Video>& video) {
    server.clear_faults();
    if (index == 0 && !video) first = video.error();
  };
  EXPECT_EQ(client.generate_all(requests(2), note, options).get().succeeded, 1U);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->kind, ErrorKind::bad_response);
  EXPECT_EQ(first->charge, Charge::charged);
  EXPECT_NE(first->message.find("blocked"), std::string::npos) << first->message;
}

TEST_F(BatchThroughTheQueue, WhatCannotBeWrittenIsNotSubmitted) {
  const TemporaryFolder folder;
  CallOptions call;
  call.sink = Sink::file(folder.file("missing/clip.mp4"));
  const auto note = [](std::size_t, const Result<Video>& video) {
    ASSERT_FALSE(video);
    EXPECT_EQ(video.error().kind, ErrorKind::file);
    EXPECT_EQ(video.error().charge, Charge::none);
  };
  EXPECT_EQ(client.generate_all(requests(1), note, with(call)).get().failed, 1U);
  EXPECT_EQ(server.counts().requests, 0U);
}

TEST_F(BatchThroughTheQueue, LeavesAFileAndNothingBesideIt) {
  const TemporaryFolder folder;
  CallOptions call;
  call.sink = Sink::file(folder.file("clip.mp4"));
  EXPECT_EQ(client.generate_all(requests(1), {}, with(call)).get().succeeded, 1U);
  EXPECT_TRUE(is_clip(content_of(folder.file("clip.mp4"))));
  EXPECT_EQ(folder.entries(), 1U);
}

TEST_F(BatchThroughTheQueue, ItsLimitBoundsTheWholeAndItsErrorNamesTheJob) {
  server.hold();
  std::vector<std::chrono::milliseconds> elapsed;
  std::string id;
  CallOptions call;
  call.timeout = 1s;
  call.progress_interval = 10ms;
  call.progress = [&](const Progress& progress) { elapsed.push_back(progress.elapsed); };
  call.on_submitted = [&](std::string_view job) { id = job; };
  server.inject(Fault::late(200ms).on(Route::submit));
  Error error;
  client
      .generate_all(
          requests(1), [&](std::size_t, const Result<Video>& video) { error = video.error(); }, with(call))
      .get();
  EXPECT_EQ(error.kind, ErrorKind::timeout);
  EXPECT_NE(error.message.find("limit of 1 s"), std::string::npos) << error.message;
  EXPECT_EQ(error.charge, Charge::possible);
  EXPECT_EQ(error.request_id, id);
  EXPECT_FALSE(id.empty());
  EXPECT_TRUE(std::is_sorted(elapsed.begin(), elapsed.end()));
  EXPECT_GE(elapsed.back(), 200ms);
  server.release();
  EXPECT_TRUE(is_clip(client.resume(id).wait().bytes().view()));
}

TEST_F(BatchThroughTheQueue, CancellationEndsAllOfItAndNamesTheJobs) {
  server.hold();
  auto batch = client.generate_all(requests(40), note_ids(), with(telling_ids()));
  ASSERT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.status >= 16; }));
  batch.cancel();
  EXPECT_EQ(batch.get().failed, 40U);
  EXPECT_FALSE(told.empty());
  EXPECT_EQ(named, told);
  EXPECT_EQ(server.counts().submit, 16U);
}

TEST_F(BatchThroughTheQueue, EveryEndIsDeliveredOnceWhereItWasAsked) {
  server.inject(Fault::status(401).on(Route::submit).after_skipping(2));
  std::atomic<int> runs{0};
  std::atomic<bool> inside{false};
  CallOptions call;
  call.deliver_on = [&](Function<void()> work) {
    ++runs;
    inside = true;
    work();
    inside = false;
  };
  BatchOptions options = with(call);
  options.in_flight = 1;
  const auto note = [&](std::size_t, const Result<Video>&) { EXPECT_TRUE(inside); };
  const BatchSummary summary = client.generate_all(requests(4), note, options).get();
  EXPECT_EQ(summary.succeeded, 3U);
  EXPECT_EQ(summary.failed, 1U);
  EXPECT_EQ(runs, 4);
}

TEST_F(BatchThroughTheQueue, IsPumpedLikeAnyOther) {
  Client pumped(pumped_options_for(server));
  EXPECT_EQ(pumped.generate_all(requests(5), ignore, with({})).get().succeeded, 5U);
}

TEST_F(BatchThroughTheQueue, DestroyingTheClientEndsItAndNamesTheJobs) {
  server.hold();
  std::optional<Operation<BatchSummary>> batch;
  {
    Client doomed(options_for(server));
    batch = doomed.generate_all(requests(20), note_ids(), with(telling_ids()));
    ASSERT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.status >= 16; }));
  }
  EXPECT_EQ(batch->get().failed, 20U);
  EXPECT_FALSE(told.empty());
  EXPECT_EQ(named, told);
}

}  // namespace
}  // namespace segmind::testing
