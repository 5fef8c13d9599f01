#include <set>
#include <string>

#include "service.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

class ThroughQueue : public Service {
 protected:
  CallOptions call;
  std::set<std::string> told;  // by on_submitted

  ThroughQueue() {
    call.through_queue = true;
    call.on_submitted = [this](std::string_view id) { told.emplace(id); };
  }

  bool wait_for_question() const {
    return server.wait_for([](const sandbox::Counts& counts) { return counts.status > 0; });
  }
};

TEST_F(ThroughQueue, EveryFormOfGenerateSubmitsOnceAndWaits) {
  EXPECT_TRUE(is_clip(client.generate(a_request(), call).bytes().view()));
  EXPECT_TRUE(client.try_generate(a_request(), call));
  EXPECT_TRUE(client.generate_async(a_request(), call).try_get());
  Client pumped(pumped_options_for(server));
  EXPECT_TRUE(pumped.try_generate(a_request(), call));
  EXPECT_TRUE(pumped.generate_async(a_request(), call).try_get());
  EXPECT_EQ(told.size(), 5U);
  EXPECT_EQ(server.counts().submit, 5U);
  EXPECT_EQ(server.counts().generate, 0U);
  EXPECT_EQ(client.spending().calls, 3U);
}

TEST_F(ThroughQueue, NoConnectionThatBreaksLosesTheClip) {
  const TemporaryFolder folder;
  call.sink = Sink::file(folder.file("clip.mp4"));
  server.inject(Fault::no_answer().on(Route::status).repeat(2));
  server.inject(Fault::cut_body(2000).on(Route::download).repeat(2));
  const auto video = client.try_generate(a_request(), call);
  ASSERT_TRUE(video) << video.error().describe();
  EXPECT_TRUE(is_clip(content_of(video->path())));
  EXPECT_EQ(folder.entries(), 1U);
  EXPECT_EQ(told.count(video->receipt().request_id.value_or("")), 1U);
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(ThroughQueue, AnErrorSaysWhichOfTheTwoFailed) {
  server.inject(Fault::status(401).on(Route::submit));
  const auto refused = client.try_generate(a_request(), call);
  EXPECT_EQ(refused.error().call, CallKind::submit);
  EXPECT_EQ(refused.error().charge, Charge::none);
  EXPECT_TRUE(told.empty());
  server.inject(Fault::failed_work("no face").on(Route::submit));
  const auto failed = client.try_generate(a_request(), call);
  EXPECT_EQ(failed.error().call, CallKind::wait);
  EXPECT_EQ(failed.error().kind, ErrorKind::job_failed);
  EXPECT_EQ(told.count(failed.error().request_id), 1U);
}

TEST_F(ThroughQueue, TheTimeoutBoundsTheWholeAndTheErrorNamesTheJob) {
  server.hold();
  server.inject(Fault::late(200ms).on(Route::submit));
  call.timeout = 600ms;
  const auto began = std::chrono::steady_clock::now();
  const auto video = client.try_generate(a_request(), call);
  EXPECT_LT(std::chrono::steady_clock::now() - began, 10s);
  EXPECT_EQ(video.error().kind, ErrorKind::timeout);
  EXPECT_EQ(video.error().charge, Charge::possible);
  ASSERT_EQ(told.count(video.error().request_id), 1U);
  server.release();
  EXPECT_TRUE(client.resume(video.error().request_id).try_wait());
}

TEST_F(ThroughQueue, WhatIsRefusedIsNotSubmitted) {
  const TemporaryFolder folder;
  CallOptions nowhere = call;
  nowhere.sink = Sink::file(folder.file("missing/clip.mp4"));
  EXPECT_EQ(client.try_generate(a_request(), nowhere).error().kind, ErrorKind::file);
  const CancellationSource cancelled;
  cancelled.cancel();
  CallOptions ended = call;
  ended.cancellation = cancelled.token();
  EXPECT_EQ(client.try_generate(a_request(), ended).error().kind, ErrorKind::cancelled);
  CallOptions drained = call;
  drained.drain = cancelled.token();
  EXPECT_EQ(client.try_generate(a_request(), drained).error().kind, ErrorKind::cancelled);
  ClientOptions poor = options_for(server);
  poor.spending_limit = 0.01;
  EXPECT_EQ(Client(poor).try_generate(a_request(), call).error().kind, ErrorKind::spending_limit);
  EXPECT_EQ(server.counts().requests, 0U);
}

TEST_F(ThroughQueue, AFileThatCannotBeMadeAfterTheSubmissionIsNoCallThatSentNothing) {
  const TemporaryFolder folder;
  const std::filesystem::path place = folder.path() / "clips";
  std::filesystem::create_directory(place);
  call.sink = Sink::file((place / "clip.mp4").string());
  call.on_submitted = [&](std::string_view id) { told.emplace(id), std::filesystem::remove_all(place); };
  const auto video = client.try_generate(a_request(), call);
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().kind, ErrorKind::file);
  EXPECT_EQ(video.error().charge, Charge::possible);
  EXPECT_GE(video.error().attempts, 1);
  ASSERT_EQ(told.count(video.error().request_id), 1U);
  EXPECT_TRUE(client.resume(video.error().request_id).try_wait());
}

TEST_F(ThroughQueue, AJobThatIsWaitedForGoesOnWhenItIsDrained) {
  server.hold();
  const CancellationSource no_more;
  call.drain = no_more.token();
  auto operation = client.generate_async(a_request(), call);
  ASSERT_TRUE(wait_for_question());
  no_more.cancel();
  EXPECT_TRUE(client.drain(10s));
  EXPECT_FALSE(operation.ready());
  server.release();
  EXPECT_TRUE(operation.try_get());
}

TEST_F(ThroughQueue, CancellingItNamesTheJob) {
  server.hold();
  auto operation = client.generate_async(a_request(), call);
  ASSERT_TRUE(wait_for_question());
  operation.cancel();
  const auto video = operation.try_get();
  EXPECT_EQ(video.error().kind, ErrorKind::cancelled);
  EXPECT_EQ(told.count(video.error().request_id), 1U);
}

TEST_F(ThroughQueue, WhatEndsItRightAfterItsSubmissionIsNotToldAsIfNothingHadBegun) {
  const auto fits = [this](const Error& error) {
    EXPECT_EQ(error.kind, ErrorKind::cancelled);
    EXPECT_EQ(error.charge, Charge::possible);
    EXPECT_EQ(told.count(error.request_id), 1U);
    EXPECT_FALSE(error.message.empty());
    EXPECT_EQ(error.message.find("before"), std::string::npos) << error.describe();
  };
  const CancellationSource source;
  CallOptions cancelled = call;
  cancelled.cancellation = source.token();
  cancelled.on_submitted = [&](std::string_view id) { told.emplace(id), source.cancel(); };
  fits(client.try_generate(a_request(), cancelled).error());

  auto dying = std::make_unique<Client>(options_for(server));
  std::promise<void> is_here;
  CallOptions abandoned = call;
  abandoned.on_submitted = [&](std::string_view id) {
    told.emplace(id);
    is_here.get_future().wait();
    dying.reset();
  };
  auto operation = dying->generate_async(a_request(), abandoned);
  is_here.set_value();
  fits(operation.try_get().error());
  EXPECT_EQ(server.counts().submit, 2U);
}

TEST_F(ThroughQueue, ItsEndIsDeliveredOnce) {
  const TemporaryFolder folder;
  std::atomic<int> flushes{0};
  std::atomic<int> deliveries{0};
  call.sink = Sink::file(folder.file("clip.mp4"));
  call.file_executor = [&](Function<void()> work) { ++flushes, work(); };
  call.deliver_on = [&](Function<void()> work) { ++deliveries, work(); };
  std::promise<bool> succeeded;
  client.generate_async(a_request(), call).then([&](const Result<Video>& video) { succeeded.set_value(bool(video)); });
  EXPECT_TRUE(succeeded.get_future().get());
  EXPECT_EQ(flushes, 1);
  EXPECT_EQ(deliveries, 1);
  server.inject(Fault::status(401).on(Route::submit));
  std::promise<bool> failed;
  client.generate_async(a_request(), call).then([&](const Result<Video>& video) { failed.set_value(!video); });
  EXPECT_TRUE(failed.get_future().get());
  EXPECT_EQ(flushes, 1);
  EXPECT_EQ(deliveries, 2);
}

TEST_F(ThroughQueue, EachCallOfABatchMayChoose) {
  BatchOptions batch;
  batch.options_for = [](std::size_t index) {
    CallOptions one;
    one.through_queue = index % 2 == 0;
    return one;
  };
  const std::vector<Wan27R2VRequest> requests(5, a_request());
  EXPECT_EQ(client
                .generate_all(
                    requests, [](std::size_t, const Result<Video>&) {}, batch)
                .get()
                .succeeded,
            5U);
  EXPECT_EQ(server.counts().submit, 3U);
  EXPECT_EQ(server.counts().generate, 2U);
}

TEST_F(ThroughQueue, ASandboxIsFoundAtOnceByTheOptionsThatItGives) {
  Client given(sandbox::client_options(server));
  const auto began = std::chrono::steady_clock::now();
  EXPECT_TRUE(given.try_generate(a_request(), call));
  EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);  // 10 s where nothing is said
  EXPECT_LE(server.counts().status, 3U);
  EXPECT_TRUE(given.try_credits());
  EXPECT_EQ(sandbox::client_options(server).storage_url, server.storage_url());
}

}  // namespace
}  // namespace segmind::testing
