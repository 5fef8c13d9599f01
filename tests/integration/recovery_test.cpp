#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>

#include "account.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;
using std::chrono::system_clock;

// Each way in which an answer is lost after its request has left.
const std::pair<const char*, Fault> losses[] = {
    {"no answer", Fault::no_answer()},
    {"a reset", Fault::no_answer(Fault::Ending::reset)},
    {"half a head", Fault::cut(20)},
    {"no byte of the clip", Fault::cut_body(0)},
    {"a byte of the clip", Fault::cut_body(1)},
    {"too few bytes to tell a clip", Fault::cut_body(7)},
    {"half a clip", Fault::cut_body(2000)},
    {"a reset in the clip", Fault::cut_body(2000, Fault::Ending::reset)},
    {"half a clip, unframed", Fault::unframed(2000)},
    {"garbage", Fault::garbage()},
    {"500", Fault::status(500)},
    {"502", Fault::html(502)},
    {"504", Fault::status(504)},
    {"524", Fault::html(524)},
    {"408", Fault::status(408)},
    {"499", Fault::status(499)},
    {"nothing under a 200", Fault::body("")},
    {"no address under a 200", Fault::body("{}")},
    {"204", Fault::status(204).charged()},
};

// The calls that look for a loss share one reading of the records, and its end may be theirs.
TEST(Recovery, AClientThatEndsWhileManyLookForTheirLossesEndsEachOnce) {
  for (int round = 0; round < 5; ++round) {
    Account account;
    account.server.inject(Fault::no_answer().on(Route::generate).repeat_forever());
    account.server.inject(Fault::stall(0).on(Route::records).repeat_forever());
    std::optional<Client> client(options_for(account.server));
    std::mutex mutex;
    std::condition_variable changed;
    std::set<int> looking;
    int ended = 0;
    for (int call = 0; call < 12; ++call) {
      CallOptions options;
      options.progress = [&, call](const Progress& progress) {
        if (progress.phase != Phase::recovering) return;
        const std::lock_guard lock(mutex);
        looking.insert(call);
        changed.notify_all();
      };
      client->generate_async(a_request(), options).then([&](const Result<Video>& video) {
        EXPECT_EQ(video.error().kind, ErrorKind::cancelled);
        EXPECT_EQ(video.error().charge, Charge::possible);
        ++ended;
      });
    }
    {
      std::unique_lock lock(mutex);
      ASSERT_TRUE(changed.wait_for(lock, 20s, [&] { return looking.size() == 12; }));
    }
    client.reset();
    EXPECT_EQ(ended, 12);
  }
}

// Some are in the reading that is under way, others wait for the next one.
TEST(Recovery, AClientThatEndsBeginsNoFurtherReading) {
  Account account;
  account.server.inject(Fault::no_answer().on(Route::generate).repeat_forever());
  account.server.inject(Fault::stall(0).on(Route::records).repeat_forever());
  std::optional<Client> client(options_for(account.server));
  std::mutex mutex;
  std::condition_variable changed;
  std::set<int> looking;
  const auto options = [&](int call) {
    CallOptions made;
    made.progress = [&, call](const Progress& progress) {
      if (progress.phase != Phase::recovering) return;
      const std::lock_guard lock(mutex);
      looking.insert(call);
      changed.notify_all();
    };
    return made;
  };
  std::vector<Operation<Video>> calls;
  calls.push_back(client->generate_async(of_prompt("the first"), options(0)));
  ASSERT_TRUE(account.server.wait_for([](const sandbox::Counts& counts) { return counts.records == 1; }));
  for (int i = 1; i < 4; ++i) calls.push_back(client->generate_async(of_prompt("another"), options(i)));
  {
    std::unique_lock lock(mutex);
    ASSERT_TRUE(changed.wait_for(lock, 20s, [&] { return looking.size() == 4; }));
  }
  client.reset();
  for (auto& call : calls) EXPECT_EQ(call.try_get().error().kind, ErrorKind::cancelled);
  EXPECT_EQ(account.server.counts().records, 1U);
}

TEST(Recovery, AGenerationWhoseAnswerIsLostEndsWithItsClip) {
  Account account;
  for (const auto& [name, fault] : losses) {
    for (const bool without_id : {false, true}) {
      const auto before = account.posts();
      Fault loss = fault;
      if (without_id) loss.without_extras();
      account.server.inject(loss.on(Route::generate));
      const auto video = account.client.try_generate(a_request());
      ASSERT_TRUE(video) << name << ": " << video.error().describe();
      EXPECT_TRUE(is_clip(video->bytes().view())) << name;
      EXPECT_DOUBLE_EQ(video->receipt().cost.value(), 0.25) << name;
      EXPECT_TRUE(video->receipt().request_id && video->receipt().address) << name;
      EXPECT_EQ(account.posts(), before + 1) << name;
    }
  }
  const Spending spending = account.client.spending();
  EXPECT_EQ(spending.charged, account.server.counts().generations_charged);
  EXPECT_DOUBLE_EQ(spending.charged_dollars, account.server.counts().dollars_charged);
  EXPECT_EQ(spending.possibly_charged, 0U);
  EXPECT_EQ(account.server.counts().keys_on_files_origin, 0U);
}

TEST(Recovery, ASubmissionWhoseAnswerIsLostFindsItsJob) {
  Account account;
  for (const auto& [name, fault] : losses) {
    if (fault.cut_body_bytes.value_or(0) > 0) continue;  // the queue's answer is shorter
    const auto before = account.posts();
    account.server.inject(Fault(fault).on(Route::submit));
    std::string told;
    CallOptions call;
    call.on_submitted = [&](std::string_view id) { told = id; };
    const auto job = account.client.try_submit(a_request(), call);
    ASSERT_TRUE(job) << name << ": " << job.error().describe();
    EXPECT_EQ(job->id(), told) << name;
    EXPECT_TRUE(is_clip(job->wait().bytes().view())) << name;
    EXPECT_EQ(account.posts(), before + 1) << name;
  }
  EXPECT_DOUBLE_EQ(account.client.spending().charged_dollars, account.server.counts().dollars_charged);
}

TEST(Recovery, ABatchThroughTheQueueLosesNoClipToLostAnswers) {
  Account account;
  account.server.inject(Fault::no_answer().on(Route::submit).repeat(3));
  BatchOptions batch;
  batch.options_for = [](std::size_t) {
    CallOptions call;
    call.through_queue = true;
    return call;
  };
  int clips = 0;
  account.client
      .generate_all(
          std::vector<Request>{of_prompt("a"), of_prompt("b"), of_prompt("c")},
          [&](std::size_t, const Result<Video>& video) { clips += video ? 1 : 0; }, batch)
      .get();
  EXPECT_EQ(clips, 3);
  EXPECT_EQ(account.posts(), 3U);
}

TEST(Recovery, ASubmissionIsFoundWhileItsJobIsUnderWay) {
  Account account;
  account.server.hold();
  std::vector<Phase> phases;
  CallOptions call;
  call.progress = [&](const Progress& progress) { phases.push_back(progress.phase); };
  account.server.inject(Fault::status(504).on(Route::submit));
  const Job job = account.client.submit(a_request(), call);
  EXPECT_NE(std::find(phases.begin(), phases.end(), Phase::recovering), phases.end());
  account.server.release();
  EXPECT_TRUE(is_clip(job.wait().bytes().view()));
}

TEST(Recovery, AFailureIsTheServicesWordAndCostsNothing) {
  Account account;
  account.server.inject(Fault::failed_work("no face was found").on(Route::generate));
  const auto video = account.client.try_generate(a_request());
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().kind, ErrorKind::job_failed);
  EXPECT_EQ(video.error().charge, Charge::none);
  EXPECT_NE(video.error().message.find("no face was found"), std::string::npos);
  EXPECT_EQ(account.client.spending().possibly_charged, 0U);
}

// The id was lost, too: another program's equal request may be the one that failed.
TEST(Recovery, AFailureThatWasFoundByWhatWasSentMayHaveBeenPaidFor) {
  Account account;
  account.server.inject(Fault::failed_work("no face was found").cut_after(0).on(Route::generate));
  const auto video = account.client.try_generate(a_request());
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().kind, ErrorKind::job_failed);
  EXPECT_EQ(video.error().charge, Charge::possible);
}

TEST(Recovery, WhatTheRecordsDoNotShowIsTheLossAsItWas) {
  Account account;
  account.server.inject(Fault::status(502).charged(false).on(Route::generate));
  const auto began = system_clock::now();
  const auto video = account.client.try_generate(a_request(), within(300ms));
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().kind, ErrorKind::bad_gateway);
  EXPECT_EQ(video.error().charge, Charge::possible);
  EXPECT_NE(video.error().message.find("The account's records do not show it."), std::string::npos)
      << video.error().message;
  EXPECT_NE(video.error().message.find("Client::recover"), std::string::npos);
  ASSERT_TRUE(video.error().sent_at);
  EXPECT_GE(*video.error().sent_at, began);
  EXPECT_LE(*video.error().sent_at, system_clock::now());
  EXPECT_LT(system_clock::now() - began, 5s);
  EXPECT_EQ(account.posts(), 1U);
}

TEST(Recovery, RecordsThatCannotBeAskedLeaveTheLossAsItWas) {
  const std::pair<Fault, const char*> faults[] = {{Fault::status(401), "could not be asked"},
                                                  {Fault::status(404), "could not be asked"},
                                                  {Fault::body("<html>"), "could not be asked"},
                                                  {Fault::body(R"({"error":"none","rows":[]})"), "could not be asked"},
                                                  {Fault::status(503), "could not be asked"},
                                                  {Fault::no_answer(), "could not be asked"},
                                                  {Fault::garbage(), "could not be asked"},
                                                  {Fault::stall(10), "records"}};
  Account account;
  for (const auto& [fault, words] : faults) {
    account.server.clear_faults();
    account.server.inject(Fault::no_answer().on(Route::generate));
    account.server.inject(Fault(fault).on(Route::records).repeat_forever());
    const auto began = std::chrono::steady_clock::now();
    const auto video = account.client.try_generate(a_request(), within(300ms));
    ASSERT_FALSE(video);
    EXPECT_EQ(video.error().kind, ErrorKind::connection) << video.error().describe();
    EXPECT_EQ(video.error().charge, Charge::possible);
    EXPECT_NE(video.error().message.find(words), std::string::npos) << video.error().message;
    EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
  }
}

TEST(Recovery, AsksAgainWhileTheRecordsAreOutOfOrder) {
  Account account;
  account.server.inject(Fault::no_answer().on(Route::generate));
  account.server.inject(Fault::status(503).on(Route::records).repeat(2));
  account.server.inject(Fault::no_answer().on(Route::records).repeat(2));
  EXPECT_TRUE(account.client.try_generate(a_request()));
}

TEST(Recovery, CanBeSwitchedOff) {
  sandbox::Server server(quick());
  ClientOptions options = options_for(server);
  options.recover_from_records = false;
  Client client(options);
  server.inject(Fault::no_answer().on(Route::generate));
  const auto video = client.try_generate(a_request());
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().charge, Charge::possible);
  EXPECT_TRUE(video.error().sent_at);
  EXPECT_EQ(server.counts().records, 0U);
}

TEST(Recovery, CancellingEndsItWithinATenthOfASecond) {
  Account account;
  account.server.inject(Fault::no_answer().charged(false).on(Route::generate));
  account.server.inject(Fault::stall(0).on(Route::records));
  CancellationSource stop;
  CallOptions call;
  call.cancellation = stop.token();
  auto video = account.client.generate_async(a_request(), call);
  ASSERT_TRUE(account.server.wait_for([](const sandbox::Counts& counts) { return counts.records == 1; }));
  const auto began = std::chrono::steady_clock::now();
  stop.cancel();
  const auto result = video.try_get();
  EXPECT_LT(std::chrono::steady_clock::now() - began, 100ms);
  EXPECT_EQ(result.error().kind, ErrorKind::cancelled);
  EXPECT_EQ(result.error().charge, Charge::possible);
  EXPECT_TRUE(result.error().sent_at);
}

TEST(Recovery, TheRecordsAreAskedBeforeAnythingIsPaidForTwice) {
  Account account;
  ClientOptions options = options_for(account.server);
  options.retry.attempts = 3;
  Client patient(options);
  int asked = 0;
  CallOptions call;
  call.accept_paying_twice = [&](const Error&) { return ++asked > 0; };
  account.server.inject(Fault::status(504).on(Route::generate));
  EXPECT_TRUE(patient.try_generate(a_request(), call));
  EXPECT_EQ(account.posts(), 1U) << "the first one had been made";
  EXPECT_EQ(asked, 0);
  account.server.inject(Fault::status(504).charged(false).on(Route::generate));
  EXPECT_TRUE(patient.try_generate(of_prompt("Never seen before"), call));
  EXPECT_EQ(account.posts(), 3U);
  EXPECT_EQ(asked, 1);
}

}  // namespace
}  // namespace segmind::testing
