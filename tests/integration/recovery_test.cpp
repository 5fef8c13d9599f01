#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

#include "service.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::RecordBody;
using sandbox::RecordsIn;
using sandbox::Route;
using std::chrono::system_clock;

/// A sandbox whose records are as a test likes them, and a client that asks them.
struct Account {
  explicit Account(sandbox::Options options = quick()) : server(std::move(options)), client(options_for(server)) {}

  std::uint64_t posts() const { return server.counts().generate + server.counts().submit; }

  sandbox::Server server;
  Client client;
};

CallOptions within(std::chrono::milliseconds limit) {
  CallOptions call;
  call.timeout = limit;
  return call;
}

Request of_prompt(const std::string& prompt) { return Wan27R2VRequest::Builder(prompt).duration(2s).build(); }

// Each way in which an answer is lost after its request has left.
const std::pair<const char*, Fault> losses[] = {
    {"no answer", Fault::no_answer()},
    {"a reset", Fault::no_answer(Fault::Ending::reset)},
    {"half a head", Fault::cut(20)},
    {"no byte of the clip", Fault::cut_body(0)},
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
  int looking = 0;
  CallOptions options;
  options.progress = [&, was = false](const Progress& progress) mutable {
    if (progress.phase != Phase::recovering || std::exchange(was, true)) return;
    const std::lock_guard lock(mutex);
    ++looking;
    changed.notify_all();
  };
  std::vector<Operation<Video>> calls;
  calls.push_back(client->generate_async(of_prompt("the first"), options));
  ASSERT_TRUE(account.server.wait_for([](const sandbox::Counts& counts) { return counts.records == 1; }));
  for (int i = 0; i < 3; ++i) calls.push_back(client->generate_async(of_prompt("another"), options));
  {
    std::unique_lock lock(mutex);
    ASSERT_TRUE(changed.wait_for(lock, 20s, [&] { return looking == 4; }));
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

TEST(Recovery, EachFormOfTheRecordsIsUnderstood) {
  std::vector<sandbox::Options> forms(9, quick());
  forms[0].records.in = RecordsIn::key;
  forms[1].records.in = RecordsIn::nested;
  forms[2].records.body = RecordBody::text;
  forms[3].records.add_defaults = true;
  forms[4].records.out_of_order = true;
  forms[4].records.most_per_page = 2;
  forms[5].records.delay = 300ms;
  forms[6].records.v1_at_end = true;
  forms[6].records.delay = 100ms;
  forms[7].clock_offset = 1h;
  forms[8].records.tell_seed = true;
  const Request random =
      Wan27R2VRequest::Builder("Image1 waits").reference_image("https://example.com/a.png").random_seed().build();
  for (std::size_t form = 0; form < forms.size(); ++form) {
    Account account(forms[form]);
    for (int i = 0; i < 3; ++i) account.client.generate(of_prompt("another " + std::to_string(i)));
    account.server.set_generation_time(30ms);
    account.server.inject(Fault::no_answer().on(Route::generate));
    const auto video = account.client.try_generate(random);
    ASSERT_TRUE(video) << form << ": " << video.error().describe();
    EXPECT_EQ(account.posts(), 4U) << form;
  }
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

// Equal requests, all lost: each takes a record of its own.
TEST(Recovery, TwoLostCallsNeverTakeOneRecord) {
  for (const bool at_end : {false, true}) {
    sandbox::Options options = quick();
    options.records.v1_at_end = at_end;
    Account account(options);
    constexpr int calls = 6;
    account.server.inject(Fault::no_answer().on(Route::generate).repeat(calls));
    std::vector<Operation<Video>> videos;
    for (int i = 0; i < calls; ++i) videos.push_back(account.client.generate_async(a_request()));
    std::set<std::string> ids;
    for (auto& video : videos) {
      const auto result = video.try_get();
      ASSERT_TRUE(result) << result.error().describe();
      ids.insert(result->receipt().request_id.value());
    }
    EXPECT_EQ(ids.size(), static_cast<std::size_t>(calls));
    EXPECT_EQ(account.posts(), static_cast<std::uint64_t>(calls));
    EXPECT_EQ(account.client.spending().charged, static_cast<std::uint64_t>(calls));
  }
}

TEST(Recovery, ARecordOfACallThatHadItsAnswerIsNoLostOne) {
  Account account;
  account.client.generate(a_request());
  account.client.submit(a_request()).wait();
  account.server.inject(Fault::status(502).charged(false).on(Route::generate));
  EXPECT_FALSE(account.client.try_generate(a_request(), within(300ms)));
}

TEST(Recovery, EqualRecordsOfAnotherProgramDoNotKeepAClipBack) {
  sandbox::Options options = quick();
  options.records.twins = 2;
  Account account(options);
  account.server.inject(Fault::no_answer().on(Route::generate));
  EXPECT_TRUE(account.client.try_generate(a_request()));
}

// Which of them is the own one nobody can tell without a clock.
TEST(Recovery, WithoutTheServicesClockOnlyTheOnlyOneIsTaken) {
  for (const int twins : {0, 1}) {
    sandbox::Options options = quick();
    options.records.twins = twins;
    Account account(options);
    account.server.inject(Fault::no_answer().on(Route::generate));
    account.server.inject(Fault().without("Date").on(Route::records).repeat_forever());
    const auto video = account.client.try_generate(a_request(), within(twins == 0 ? 10s : 300ms));
    EXPECT_EQ(video.has_value(), twins == 0);
    if (!video) {
      EXPECT_NE(video.error().message.find("may be its"), std::string::npos) << video.error().message;
      EXPECT_FALSE(video.error().request_id.empty());
    }
  }
}

TEST(Recovery, WhatIsToldOtherwiseThanItWasSentIsNotTaken) {
  sandbox::Options options = quick();
  options.records.rewrite_addresses = true;
  Account account(options);
  const Request request = Wan27R2VRequest::Builder("Image1").reference_image("https://example.com/a.png").build();
  account.server.inject(Fault::no_answer().on(Route::generate));
  const auto video = account.client.try_generate(request, within(300ms));
  ASSERT_FALSE(video);
  EXPECT_NE(video.error().message.find("may be its"), std::string::npos) << video.error().message;
  const std::string id = video.error().request_id;
  EXPECT_EQ(account.client.record(id).state, RecordState::completed);
  // Its id, where the answer's head had told it, is enough.
  account.server.inject(Fault::status(504).on(Route::generate));
  EXPECT_TRUE(account.client.try_generate(request));
}

TEST(Recovery, OneReadingServesAllWhoAskAtThatTime) {
  Account account;
  constexpr int calls = 20;
  account.server.hold();
  std::vector<Operation<Job>> jobs;
  account.server.inject(Fault::no_answer().after(200ms).on(Route::submit).repeat(calls));
  for (int i = 0; i < calls; ++i) jobs.push_back(account.client.submit_async(of_prompt(std::to_string(i))));
  for (auto& job : jobs) EXPECT_TRUE(job.try_get());
  EXPECT_LE(account.server.counts().records, 8U);
  account.server.release();
}

TEST(Recovery, CountsUnderTheRateLimit) {
  sandbox::Server server(quick());
  ClientOptions options = options_for(server);
  options.requests_per_minute = 1;
  Client client(options);
  server.inject(Fault::no_answer().on(Route::generate));
  const auto video = client.try_generate(a_request(), within(300ms));
  EXPECT_FALSE(video);
  EXPECT_EQ(server.counts().records, 0U);
}

TEST(Recovery, AJobThatTheQueueHasForgottenIsFoundByItsId) {
  Account account;
  const std::string id = account.client.submit(a_request()).id();
  ASSERT_TRUE(account.server.wait_for([](const sandbox::Counts& counts) { return counts.generations_completed == 1; }));
  account.server.expire_jobs();
  const Video video = account.client.resume(id).wait();
  EXPECT_TRUE(is_clip(video.bytes().view()));
  EXPECT_EQ(video.receipt().request_id, id);
  EXPECT_DOUBLE_EQ(video.receipt().cost.value(), 0.25);
  EXPECT_EQ(account.client.spending().charged, 1U);
  EXPECT_EQ(account.client.spending().possibly_charged, 0U);
}

TEST(Recovery, AJobThatTheQueueRefusesToTellOfIsFoundByItsId) {
  Account account;
  const Job job = account.client.submit(a_request());
  account.server.inject(Fault::status(400).on(Route::status).repeat_forever());
  EXPECT_TRUE(is_clip(job.wait().bytes().view()));
}

TEST(Recovery, AJobThatNobodyKnowsHasExpired) {
  Account account;
  const auto video = account.client.resume("0123456789abcdef0123456789abcdef").try_wait();
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().kind, ErrorKind::job_expired);
  EXPECT_NE(video.error().message.find("records do not show it"), std::string::npos) << video.error().message;
}

TEST(Recovery, AForgottenJobThatFailedCostsNothing) {
  Account account;
  account.server.inject(Fault::failed_work("no face was found").on(Route::submit));
  const std::string id = account.client.submit(a_request()).id();
  ASSERT_TRUE(account.server.wait_for([](const sandbox::Counts& counts) { return counts.generations_failed == 1; }));
  account.server.expire_jobs();
  const auto video = account.client.resume(id).try_wait();
  EXPECT_EQ(video.error().kind, ErrorKind::job_failed);
  EXPECT_EQ(video.error().charge, Charge::none);
}

class RecoverLater : public ::testing::Test {
 protected:
  RecoverLater() {
    options.recover_from_records = false;
    lost.emplace(options);
  }

  Error lose(Fault fault = Fault::no_answer()) {
    account.server.inject(fault.on(Route::generate));
    return lost->try_generate(a_request()).error();
  }

  Account account;
  ClientOptions options = options_for(account.server);
  std::optional<Client> lost;
};

TEST_F(RecoverLater, FindsTheClipOfACallThatWasLost) {
  const Error error = lose();
  ASSERT_TRUE(error.sent_at);
  TemporaryFolder folder;
  CallOptions call;
  call.sink = Sink::file(folder.file("clip.mp4"));
  const Video video = account.client.recover(a_request(), *error.sent_at, call);
  EXPECT_TRUE(is_clip(content_of(video.path())));
  EXPECT_EQ(account.posts(), 1U);
  EXPECT_DOUBLE_EQ(account.client.spending().charged_dollars, 0.25);
}

TEST_F(RecoverLater, ThrowsAtOnceWhereAnOldRequestIsNotThere) {
  const auto began = std::chrono::steady_clock::now();
  EXPECT_THROW(account.client.recover(a_request(), system_clock::now() - 1h), NotFoundError);
  EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
  EXPECT_THROW(account.client.recover(a_request(), system_clock::now() - 1000h), NotFoundError);
  const auto video = account.client.try_recover(a_request(), system_clock::now() - 1h);
  EXPECT_EQ(video.error().charge, Charge::possible);
  EXPECT_EQ(video.error().call, CallKind::recover);
}

TEST_F(RecoverLater, WaitsForWhatIsStillUnderWay) {
  account.server.hold();
  auto call = lost->generate_async(a_request());
  ASSERT_TRUE(account.server.wait_for([](const sandbox::Counts& counts) { return counts.waiting == 1; }));
  call.cancel();
  const auto sent = call.try_get().error().sent_at;
  ASSERT_TRUE(sent);
  auto recovered = account.client.recover_async(a_request(), *sent);
  ASSERT_TRUE(account.server.wait_for([](const sandbox::Counts& counts) { return counts.records >= 2; }));
  account.server.release();
  EXPECT_TRUE(is_clip(recovered.get().bytes().view()));
}

TEST_F(RecoverLater, DoesNotTakeWhatWasMadeBefore) {
  lost->generate(a_request());
  const auto video = account.client.try_recover(a_request(), system_clock::now() + 1min, within(200ms));
  EXPECT_FALSE(video);
}

TEST_F(RecoverLater, TakesAClipASecondTimeOnlyWhereTheFirstDidNotGetIt) {
  const Error error = lose();
  account.server.inject(Fault::status(404).on(Route::download).repeat_forever());
  const auto failed = account.client.try_recover(a_request(), *error.sent_at, within(300ms));
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().charge, Charge::charged);
  EXPECT_FALSE(failed.error().address.empty());
  account.server.clear_faults();
  EXPECT_TRUE(account.client.try_recover(a_request(), *error.sent_at));
  EXPECT_FALSE(account.client.try_recover(a_request(), *error.sent_at, within(300ms)));
}

TEST_F(RecoverLater, BearsAnyTime) {
  for (const auto time : {system_clock::time_point::min(), system_clock::time_point::max()}) {
    EXPECT_FALSE(account.client.try_recover(a_request(), time, within(200ms)));
  }
}

TEST_F(RecoverLater, IsRefusedWhereTheRecordsAreNowhere) {
  options.base_url = "https://gateway.example.com";
  const auto video = Client(options).try_recover(a_request(), system_clock::now());
  EXPECT_EQ(video.error().kind, ErrorKind::invalid_request);
}

}  // namespace
}  // namespace segmind::testing
