// What a cancel, a drain and the client's end leave of what is being paid for.
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "call/client_options.hpp"
#include "call/paid/submit.hpp"
#include "net/curl_transport.hpp"
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

// Whatever it was doing: what has left is heard of, and what has not left does not leave.
TEST_F(Drain, AClientDestroyedAtAnyMomentTellsEachJobThatTheServiceHas) {
  server.inject(Fault::late(300ms).on(Route::submit).repeat_forever());
  std::atomic<std::size_t> told{0};
  std::vector<std::thread> trials;
  for (int trial = 0; trial < 40; ++trial) {
    trials.emplace_back([&, trial] {
      std::optional<Client> mine(std::in_place, options_for(server));
      auto submission = mine->submit_async(a_request());
      std::this_thread::sleep_for(trial * 100us);
      mine.reset();
      const auto job = submission.try_get();
      if (job) return void(++told);
      EXPECT_EQ(job.error().kind, ErrorKind::cancelled);
      EXPECT_EQ(job.error().charge, Charge::none) << job.error().describe();
    });
  }
  for (std::thread& trial : trials) trial.join();
  EXPECT_EQ(told, server.counts().submit);
}

/// Closes only once a request has left that its callback had held back until then.
class LateToClose final : public net::Transport {
 public:
  explicit LateToClose(const sandbox::Server& server) : server_(server) {}

  void hold_until_closing() { closing_.get_future().wait(); }

  ExchangeId start(net::HttpRequest request, net::Listener& listener) override {
    return real_.start(std::move(request), listener);
  }
  void stop(ExchangeId id) noexcept override { real_.stop(id); }
  void stop_silent(ExchangeId id) noexcept override { real_.stop_silent(id); }
  bool turn(std::chrono::milliseconds longest) noexcept override { return real_.turn(longest); }
  bool is_closing() const noexcept override { return real_.is_closing(); }
  void wake() noexcept override { real_.wake(); }
  void close() noexcept override {
    closing_.set_value();
    (void)server_.wait_for([](const Counts& counts) { return counts.submit == 1; });
    real_.close();
  }
  void end() noexcept override { real_.end(); }

 private:
  const sandbox::Server& server_;
  std::promise<void> closing_;
  net::CurlTransport real_{{}, std::make_shared<net::Clock>()};
};

TEST_F(Drain, ASubmissionThatLeavesWhileItsClientIsBeingDestroyedHearsItsId) {
  server.inject(Fault::late(400ms).on(Route::submit));
  auto transport = std::make_unique<LateToClose>(server);
  auto* const late = transport.get();
  const auto engine = call::make_engine(options_for(server), {std::move(transport), nullptr});
  std::promise<void> leaving;
  CallOptions call;
  call.progress = [&](const Progress& progress) {
    if (progress.phase != Phase::sending) return;
    leaving.set_value();
    late->hold_until_closing();
  };
  auto submission = call::submit(engine, a_request(), call);
  leaving.get_future().wait();
  engine->shut_down();
  const auto job = submission.try_get();
  ASSERT_TRUE(job) << job.error().describe();
}

TEST_F(Drain, AClientDestroyedInItsOwnCallbackTellsTheIdThatIsOnItsWay) {
  for (const bool is_pumped : {false, true}) {
    SCOPED_TRACE(is_pumped);
    ClientOptions options = options_for(server);
    options.pumped = is_pumped;
    client.emplace(options);
    const auto before = server.counts().submit;
    server.inject(Fault::late(200ms).on(Route::submit));
    auto submission = client->submit_async(a_request());
    const auto has_left = [&](const Counts& counts) { return counts.submit > before; };
    while (is_pumped && !has_left(server.counts())) client->pump();
    ASSERT_TRUE(server.wait_for(has_left));
    std::atomic<bool> gone{false};
    client->credits_async().then([&](const Result<Credits>&) {
      client.reset();
      gone = true;
    });
    while (!gone) is_pumped ? void(client->pump()) : std::this_thread::yield();
    const auto begin = std::chrono::steady_clock::now();
    const auto job = submission.try_get();
    EXPECT_TRUE(job) << job.error().describe();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 900ms) << "once the id is here";
  }
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

TEST_F(Drain, ASubmissionWhoseProgressCallbackThrowsOnceItHasLeftHearsItsIdAndTellsIt) {
  server.inject(Fault::late(400ms).on(Route::submit));
  std::string told;
  int thrown = 0;
  CallOptions call;
  call.progress_interval = 10ms;
  call.on_submitted = [&](std::string_view id) { told = id; };
  call.progress = [&](const Progress&) {
    if (server.counts().submit == 0) return;
    ++thrown;
    throw std::runtime_error("the display is gone");
  };
  const auto job = client->try_submit(a_request(), call);
  ASSERT_TRUE(job) << job.error().describe();
  EXPECT_EQ(told, job->id());
  EXPECT_EQ(thrown, 1);
}

TEST_F(Drain, ASubmissionWhoseProgressCallbackThrewAndWhoseIdDoesNotComeSaysBoth) {
  server.inject(Fault::late(60s).on(Route::submit));
  CallOptions call;
  call.progress_interval = 10ms;
  call.progress = [&](const Progress&) {
    if (server.counts().submit == 1) throw std::runtime_error("the display is gone");
  };
  const auto job = client->try_submit(a_request(), call);
  ASSERT_FALSE(job);
  EXPECT_EQ(job.error().kind, ErrorKind::cancelled);
  EXPECT_EQ(job.error().charge, Charge::possible);
  EXPECT_NE(job.error().message.find("the display is gone"), std::string::npos) << job.error().message;
  EXPECT_NE(job.error().message.find("id is not known"), std::string::npos) << job.error().message;
}

TEST_F(Drain, ASubmissionWhoseLimitRunsOutFirstSaysThatItsIdIsNotKnown) {
  server.inject(Fault::late(60s).on(Route::submit));
  CallOptions call;
  call.timeout = 200ms;
  const auto job = client->try_submit(a_request(), call);
  ASSERT_FALSE(job);
  EXPECT_EQ(job.error().kind, ErrorKind::timeout);
  EXPECT_EQ(job.error().charge, Charge::possible);
  EXPECT_NE(job.error().message.find("id is not known"), std::string::npos) << job.error().message;
}

TEST_F(Drain, ACancelledCallThroughTheQueueNamesTheJobWhoseIdWasOnItsWay) {
  server.inject(Fault::late(400ms).on(Route::submit));
  std::string told;
  CallOptions call;
  call.through_queue = true;
  call.on_submitted = [&](std::string_view id) { told = id; };
  auto generation = client->generate_async(a_request(), call);
  wait_for_submission();
  generation.cancel();
  const auto video = generation.try_get();
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().kind, ErrorKind::cancelled);
  EXPECT_FALSE(told.empty());
  EXPECT_EQ(video.error().request_id, told);
}

TEST_F(Drain, OfAClientWaitsForAnIdThatIsOnItsWay) {
  server.inject(Fault::late(400ms).on(Route::submit));
  std::string told;
  CallOptions call;
  call.on_submitted = [&](std::string_view id) { told = id; };
  auto submission = client->submit_async(a_request(), call);
  wait_for_submission();
  EXPECT_TRUE(client->drain(10s));
  const auto job = submission.try_get();
  ASSERT_TRUE(job) << job.error().describe();
  EXPECT_EQ(told, job->id());
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
