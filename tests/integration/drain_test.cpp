// What a cancel, a drain and the client's end leave of what is being paid for.
#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <string>

#include "service.hpp"

namespace segmind::testing {
namespace {

using namespace std::chrono_literals;
using sandbox::Counts;
using sandbox::Fault;
using sandbox::Route;

struct Drain : ::testing::Test {
  sandbox::Server server{quick()};
  std::optional<Client> client{std::in_place, options_for(server)};

  void wait_for_submission() {
    ASSERT_TRUE(server.wait_for([](const Counts& counts) { return counts.submit == 1; }));
  }
};

TEST_F(Drain, ACancelledSubmissionThatHasLeftHearsItsIdAndTellsIt) {
  server.inject(Fault::late(400ms).on(Route::submit));
  std::string told;
  CallOptions call;
  call.on_submitted = [&](std::string_view id) { told = id; };
  auto submission = client->submit_async(a_request(), call);
  wait_for_submission();
  submission.cancel();
  const auto job = submission.try_get();
  ASSERT_TRUE(job) << job.error().describe();
  EXPECT_EQ(told, job->id());
  EXPECT_EQ(server.counts().submit, 1U);
}

TEST_F(Drain, ADestroyedClientTellsTheIdThatIsOnItsWay) {
  server.inject(Fault::late(400ms).on(Route::submit));
  std::string told;
  CallOptions call;
  call.on_submitted = [&](std::string_view id) { told = id; };
  auto submission = client->submit_async(a_request(), call);
  wait_for_submission();
  client.reset();
  const auto job = submission.try_get();
  ASSERT_TRUE(job) << job.error().describe();
  EXPECT_EQ(told, job->id());
}

TEST_F(Drain, ASubmissionWhoseIdDoesNotComeInASecondSaysThatItIsNotKnown) {
  server.inject(Fault::late(60s).on(Route::submit));
  auto submission = client->submit_async(a_request());
  wait_for_submission();
  const auto begin = std::chrono::steady_clock::now();
  submission.cancel();
  const auto job = submission.try_get();
  ASSERT_FALSE(job);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 900ms);
  EXPECT_EQ(job.error().kind, ErrorKind::cancelled);
  EXPECT_EQ(job.error().charge, Charge::possible);
  EXPECT_NE(job.error().message.find("id is not known"), std::string::npos) << job.error().message;
}

TEST_F(Drain, ASingleCallThatHasLeftGoesOnToItsClip) {
  server.hold();
  CancellationSource drain;
  CallOptions call;
  call.drain = drain.token();
  auto generation = client->generate_async(a_request(), call);
  ASSERT_TRUE(server.wait_for([](const Counts& counts) { return counts.generate == 1; }));
  drain.cancel();
  EXPECT_FALSE(generation.wait_for(50ms));
  server.release();
  EXPECT_TRUE(is_clip(generation.get().bytes().view()));
}

TEST_F(Drain, ASingleCallThatHasNotLeftEndsUnpaid) {
  CancellationSource drain;
  drain.cancel();
  CallOptions call;
  call.drain = drain.token();
  const auto video = client->try_generate(a_request(), call);
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().kind, ErrorKind::cancelled);
  EXPECT_EQ(video.error().charge, Charge::none);
  EXPECT_EQ(server.counts().requests, 0U);
}

TEST_F(Drain, WhatCostsNothingGoesOn) {
  CancellationSource drain;
  drain.cancel();
  CallOptions call;
  call.drain = drain.token();
  const Job job = client->submit(a_request());
  EXPECT_TRUE(is_clip(job.wait(call).bytes().view()));
  EXPECT_NO_THROW(job.status(call));
  EXPECT_NO_THROW(client->credits(call));
}

TEST_F(Drain, OfAClientWaitsForWhatIsPaidForAndBeginsNothingNew) {
  server.hold();
  auto generation = client->generate_async(a_request());
  ASSERT_TRUE(server.wait_for([](const Counts& counts) { return counts.generate == 1; }));
  EXPECT_FALSE(client->drain(20ms));
  const auto refused = client->try_generate(a_request());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().charge, Charge::none);
  server.release();
  EXPECT_TRUE(client->drain(10s));
  EXPECT_TRUE(is_clip(generation.get().bytes().view()));
  EXPECT_EQ(server.counts().generate, 1U);
}

TEST_F(Drain, OfAPumpedClientPumps) {
  ClientOptions options = options_for(server);
  options.pumped = true;
  Client pumped(options);
  auto generation = pumped.generate_async(a_request());
  while (server.counts().generate == 0) pumped.pump();
  EXPECT_TRUE(pumped.drain(10s));
  EXPECT_TRUE(generation.ready());
}

}  // namespace
}  // namespace segmind::testing
