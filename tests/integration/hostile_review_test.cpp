// What a hostile reviewer tried.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdio>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "service.hpp"

namespace segmind::testing {
namespace {

using sandbox::Counts;
using sandbox::Fault;
using sandbox::Route;

struct HostileReview : ::testing::Test {
  sandbox::Server server{quick()};
  std::optional<Client> client{std::in_place, options_for(server)};

  void wait_for(std::uint64_t Counts::*what, std::uint64_t number) {
    ASSERT_TRUE(server.wait_for([&](const Counts& counts) { return counts.*what >= number; }));
  }

  /// A call whose answer begins so, and stops within the blanks behind it.
  Result<Video> unended(const std::string& beginning) {
    Fault fault = Fault::body(beginning + std::string(8000, ' ')).on(Route::generate);
    fault.stall_after_bytes = 4000;
    server.inject(fault);
    CallOptions call;
    call.timeout = 400ms;
    return client->try_generate(a_request(), call);
  }
};

TEST_F(HostileReview, ADrainedSingleCallWhoseAnswerWasAJobWaitsForItsClip) {
  server.inject(Fault::job(202).on(Route::generate));
  server.inject(Fault::word("PROCESSING").on(Route::status).repeat(6));
  CancellationSource drain;
  CallOptions call;
  call.drain = drain.token();
  auto generation = client->generate_async(a_request(), call);
  wait_for(&Counts::status, 1);
  drain.cancel();
  const auto clip = generation.try_get();
  ASSERT_TRUE(clip) << clip.error().describe();
  EXPECT_TRUE(is_clip(clip->bytes().view()));
}

TEST_F(HostileReview, ADrainWaitsForNoJobOfASingleCall) {
  server.inject(Fault::job(202).on(Route::generate));
  server.inject(Fault::word("PROCESSING").on(Route::status).repeat_forever());
  auto generation = client->generate_async(a_request());
  wait_for(&Counts::status, 1);
  EXPECT_TRUE(client->drain(300ms));
  EXPECT_FALSE(generation.ready());
  server.clear_faults();
  EXPECT_TRUE(is_clip(generation.get().bytes().view()));
}

// Two submissions have left: one is refused while the other one's answer is waited for.
TEST_F(HostileReview, NothingThatPaysLeavesInADestroyedClientsLastMoment) {
  for (const int status : {429, 503}) {
    SCOPED_TRACE(status);
    const auto before = server.counts().submit;
    server.clear_faults();
    ClientOptions options = bare_options_for(server);
    options.retry.attempts = 5;
    client.emplace(options);
    server.inject(Fault::status(status).after(200ms).header("retry-after", "0").on(Route::submit));
    server.inject(Fault::late(900ms).on(Route::submit));
    CallOptions call;
    call.accept_paying_twice = [](const Error&) { return true; };
    auto refused = client->submit_async(a_request(), call);
    wait_for(&Counts::submit, before + 1);
    auto heard = client->submit_async(a_request(), call);
    wait_for(&Counts::submit, before + 2);
    client.reset();
    EXPECT_EQ(server.counts().submit, before + 2);
    EXPECT_TRUE(heard.try_get());
    const auto job = refused.try_get();
    ASSERT_FALSE(job);
    EXPECT_EQ(job.error().charge, status == 429 ? Charge::none : Charge::possible);
  }
}

TEST_F(HostileReview, ACancelledSubmissionThatWasRefusedEndsAtOnce) {
  ClientOptions options = options_for(server);
  options.retry.attempts = 5;
  client.emplace(options);
  server.inject(Fault::status(429).after(200ms).header("retry-after", "0").on(Route::submit));
  auto submission = client->submit_async(a_request());
  wait_for(&Counts::submit, 1);
  const auto begin = std::chrono::steady_clock::now();
  submission.cancel();
  const auto job = submission.try_get();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 600ms);
  ASSERT_FALSE(job);
  EXPECT_EQ(job.error().kind, ErrorKind::cancelled);
  EXPECT_EQ(job.error().charge, Charge::none);
  EXPECT_EQ(server.counts().submit, 1U);
}

TEST_F(HostileReview, AnAddressThatCannotBeAskedLeavesTheOthers) {
  const std::string shapes[] = {
      R"({"output":"ftp://example.com/x.mp4","video":{"url":"$clip"},"status":"COMPLETED"})",
      R"({"video":{"url":"ftp://example.com/x.mp4"},"output":"$clip","status":"COMPLETED"})",
      R"({"output":"data:video/mp4;base64,!!","video":{"url":"$clip"},"status":"COMPLETED"})",
      R"({"output":"https://example.com/x.mp4?)" + server.api_key() + R"(","video":{"url":"$clip"}})"};
  for (const auto& shape : shapes) {
    SCOPED_TRACE(shape);
    server.clear_faults();
    server.inject(Fault::shape(shape).on(Route::generate));
    const auto clip = client->try_generate(a_request());
    EXPECT_TRUE(clip) << clip.error().describe();
    server.clear_faults();
    server.inject(Fault::shape(shape).on(Route::status).repeat_forever());
    server.inject(Fault::shape(shape).on(Route::result).repeat_forever());
    CallOptions call;
    call.timeout = 2s;
    const auto queued = client->submit(a_request()).try_wait(call);
    EXPECT_TRUE(queued) << queued.error().describe();
  }
}

TEST_F(HostileReview, AJobThatAnUnendedAnswerNamesIsTold) {
  const auto clip = unended(R"({"request_id":"0123456789abcdef0123456789abcdef","status":"QUEUED"})");
  ASSERT_FALSE(clip);
  EXPECT_EQ(clip.error().request_id, "0123456789abcdef0123456789abcdef") << clip.error().describe();
  EXPECT_EQ(clip.error().charge, Charge::possible);
  EXPECT_EQ(client->spending().charged, 0U);
  EXPECT_EQ(client->spending().pending, 1U);
}

TEST_F(HostileReview, AnAddressThatAnUnendedAnswerNamesIsTold) {
  const std::string address = server.files_url() + "/clip.mp4";
  const auto clip = unended(R"({"output":")" + address + "\"}");
  ASSERT_FALSE(clip);
  EXPECT_EQ(clip.error().address, address) << clip.error().describe();
  EXPECT_EQ(clip.error().charge, Charge::charged);
}

TEST_F(HostileReview, AJobThatIsAskedForAgainIsBookedOnce) {
  const Job job = client->submit(a_request());
  job.wait();
  const Spending once = client->spending();
  EXPECT_EQ(once.charged, 1U);
  const Job again = client->resume(job.id());
  again.wait();
  again.status();
  const Spending twice = client->spending();
  EXPECT_EQ(twice.charged, 1U);
  EXPECT_EQ(twice.charged_dollars, once.charged_dollars);
  EXPECT_EQ(twice.pending, 0U);
}

TEST_F(HostileReview, ACancelledWaitForAJobWhoseIdWasOnItsWayTellsIt) {
  server.inject(Fault::late(300ms).on(Route::submit));
  std::string told;
  CallOptions call;
  call.on_submitted = [&](std::string_view id) { told = id; };
  CancellationSource source;
  call.cancellation = source.token();
  auto job = client->submit_async(a_request(), call);
  wait_for(&Counts::submit, 1);
  source.cancel();
  source.cancel();
  job.cancel();
  client.reset();
  EXPECT_TRUE(job.try_get());
  EXPECT_FALSE(told.empty());
}

// JSON may spell the key in a way that no search for it finds before it is read.
TEST_F(HostileReview, AKeyThatIsSpelledWithEscapesIsNotShown) {
  const std::string key = server.api_key();
  char first[8];
  std::snprintf(first, sizeof first, "\\u%04x", static_cast<unsigned>(key[0]));
  const std::string spelled = first + key.substr(1);
  const auto shows = [&](const std::string& text) { return text.find(key) != std::string::npos; };

  const Job job = client->submit(a_request());
  server.inject(Fault::body(R"({"status":")" + spelled + R"(","error":"of )" + spelled + R"("})").on(Route::status));
  const JobStatus status = job.status();
  EXPECT_FALSE(shows(status.word)) << status.word;
  EXPECT_FALSE(shows(status.error)) << status.error;

  server.inject(Fault::body(R"({"status":")" + spelled + R"("})").on(Route::status));
  std::string seen;
  CallOptions call;
  call.progress = [&](const Progress& progress) { seen += progress.service_state; };
  job.wait(call);
  EXPECT_FALSE(shows(seen)) << seen;

  const std::string shape = R"({"status":"COMPLETED","output":"https://example.com/)" + spelled + R"("})";
  for (const Route route : {Route::status, Route::result, Route::generate}) {
    server.inject(Fault::body(shape).on(route).repeat_forever());
  }
  call.timeout = 300ms;
  const auto waited = client->submit(a_request()).try_wait(call);
  ASSERT_FALSE(waited);
  EXPECT_FALSE(shows(waited.error().describe() + waited.error().address)) << waited.error().describe();
  const auto generated = client->try_generate(a_request(), call);
  ASSERT_FALSE(generated);
  EXPECT_FALSE(shows(generated.error().describe() + generated.error().address)) << generated.error().describe();
}

TEST_F(HostileReview, AShortGraceIsNoAssertion) {
  ClientOptions options = options_for(server);
  options.retry.unknown_id_grace = 20ms;
  client.emplace(options);
  const auto clip = client->resume("0123456789abcdef0123456789abcdef").try_wait();
  ASSERT_FALSE(clip);
  EXPECT_EQ(clip.error().kind, ErrorKind::job_expired);
}

TEST_F(HostileReview, AClientDestroyedInACallbackTellsTheIdThatIsOnItsWay) {
  for (const bool pumped : {false, true}) {
    SCOPED_TRACE(pumped);
    const auto before = server.counts().submit;
    server.clear_faults();
    ClientOptions options = options_for(server);
    options.pumped = pumped;
    client.emplace(options);
    server.inject(Fault::late(400ms).on(Route::submit));
    auto submission = client->submit_async(a_request());
    if (pumped) {
      for (int i = 0; i < 200 && server.counts().submit == before; ++i) submission.wait_for(5ms);
    }
    wait_for(&Counts::submit, before + 1);
    auto credits = client->credits_async();
    std::promise<void> gone;
    credits.then([&](auto&&) {
      client.reset();
      gone.set_value();
    });
    if (pumped) {
      while (client) client->pump();
    }
    gone.get_future().wait();
    const auto job = submission.try_get();
    EXPECT_TRUE(job) << job.error().describe();
    client.emplace(options_for(server));
  }
}

// The word that the client goes away must not be heard in place of that of a task.
TEST_F(HostileReview, AClientThatIsDestroyedRightAfterADrainEndsAtOnce) {
  for (int i = 0; i < 5; ++i) {
    client.emplace(options_for(server));
    client->credits();
    std::this_thread::sleep_for(400ms);  // no timer is set any more
    client->drain(1s);
    const auto begin = std::chrono::steady_clock::now();
    client.reset();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 100ms);
  }
}

TEST_F(HostileReview, WhateverEndsACallAtWhateverMomentItEndsOnceAndNothingIsLeft) {
  std::minstd_rand random(4711);
  const auto upto = [&](unsigned most) { return static_cast<unsigned>(random()) % most; };
  for (int round = 0; round < 40; ++round) {
    SCOPED_TRACE(round);
    server.clear_faults();
    ClientOptions options = options_for(server);
    options.retry.attempts = 3;
    options.retry.first_wait = 1ms;
    client.emplace(options);
    const std::chrono::milliseconds late(upto(12));
    server.inject(Fault::job(202).on(Route::generate).repeat(static_cast<int>(upto(3))));
    server.inject(Fault::shape(R"({"output":"$page","video":{"url":"$clip"},"image":"$data"})").on(Route::generate));
    server.inject(Fault::status(429).header("retry-after", "0").after(late).on(Route::submit));
    server.inject(Fault::late(late).on(Route::submit).repeat(3));
    server.inject(Fault::word("DREAMING").on(Route::status).repeat(3));
    server.inject(Fault::status(404).on(Route::status).repeat(2));
    server.inject(Fault::cut_body(20000).on(Route::download).repeat(2));
    server.inject(Fault::late(late).on(Route::generate).repeat(2));
    CancellationSource cancel, drain;
    std::atomic<int> ended{0};
    const auto before = server.counts();
    std::vector<Operation<Media>> clips;
    std::vector<Operation<Job>> jobs;
    int begun = 0;
    for (unsigned i = 0; i < 6; ++i) {
      CallOptions call;
      call.cancellation = cancel.token();
      call.drain = drain.token();
      if (upto(3) == 0) call.timeout = std::chrono::milliseconds(1 + upto(40));
      call.progress = [](const Progress&) {};
      ++begun;
      if (i % 2 == 0) {
        clips.push_back(client->generate_async(a_request(), call));
        clips.back().then([&](auto&&) { ++ended; });
      } else {
        jobs.push_back(client->submit_async(a_request(), call));
        jobs.back().then([&](auto&&) { ++ended; });
      }
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(upto(25)));
    switch (upto(5)) {
      case 0: cancel.cancel(); break;
      case 1: drain.cancel(); break;
      case 2: EXPECT_TRUE(client->drain(5s)); break;
      case 3: client.reset(); break;
      default: break;
    }
    for (int i = 0; i < 500 && ended < begun; ++i) std::this_thread::sleep_for(10ms);
    EXPECT_EQ(ended, begun);
    if (client) {
      EXPECT_TRUE(client->drain(2s));
    }
    client.reset();
    EXPECT_EQ(ended, begun);
    const auto after = server.counts();
    EXPECT_LE(after.generate - before.generate, 3U);
    EXPECT_LE(after.submit - before.submit, 4U);
  }
}

}  // namespace
}  // namespace segmind::testing
