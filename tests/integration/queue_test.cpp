#include <tuple>

#include "service.hpp"
#include "text/base64.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

class Queue : public Service {
 protected:
  Job submitted() { return client.submit(a_request()); }
};

TEST_F(Queue, AJobGivesTheSameClipAsGenerate) {
  const Video direct = client.generate(a_request());
  const Job job = submitted();
  const Video video = job.wait();
  EXPECT_EQ(video.bytes().view(), direct.bytes().view());
  EXPECT_EQ(video.receipt().request_id, job.id());
  EXPECT_TRUE(video.receipt().cost.has_value());
  EXPECT_EQ(server.counts().submit, 1U);
  EXPECT_EQ(server.counts().keys_on_files_origin, 0U);
}

TEST_F(Queue, TellsTheIdBeforeSubmitReturns) {
  std::string told;
  CallOptions call;
  call.on_submitted = [&](std::string_view id) { told = id; };
  EXPECT_EQ(client.submit(a_request(), call).id(), told);
  call.on_submitted = [](std::string_view) { throw 1; };
  EXPECT_FALSE(client.submit(a_request(), call).id().empty());
}

TEST_F(Queue, ASubmissionIsNoGeneration) {
  std::vector<Phase> phases;
  CallOptions call;
  call.progress = [&](const Progress& progress) {
    if (phases.empty() || phases.back() != progress.phase) phases.push_back(progress.phase);
  };
  client.submit(a_request(), call);
  EXPECT_EQ(phases, (std::vector<Phase>{Phase::connecting, Phase::sending}));
}

TEST_F(Queue, AnAnswerThatBreaksBehindTheIdStillGivesTheJob) {
  server.inject(Fault::cut_body(150).on(Route::submit));
  const auto job = client.try_submit(a_request());
  ASSERT_TRUE(job) << job.error().describe();
  EXPECT_TRUE(is_clip(job->wait().bytes().view()));
}

// Larger than any answer of the queue, so that no bound of those cuts it.
TEST_F(Queue, WhatASubmissionIsAnsweredWithInsteadOfAJobIsKeptAndNamedForWhatItIs) {
  const std::string clip = std::string(client.generate(a_request()).bytes().view());
  const std::string large(3'000'000, '\1');
  const std::tuple<std::string, const char*, const char*, Charge> answers[] = {
      {clip, "an MP4", "video/mp4", Charge::charged},
      {clip +
           std::string("\0\x2d\xc6\xc8"
                       "free",
                       8) +
           large,
       "an MP4", "video/mp4", Charge::charged},
      {"GIF89a" + large, "a GIF", "application/octet-stream", Charge::possible}};
  for (const auto& [body, what, type, charge] : answers) {
    for (const bool through_queue : {false, true}) {
      server.inject(Fault::body(body, "video/mp4").on(Route::submit));
      CallOptions call;
      call.through_queue = through_queue;
      const Error error =
          through_queue ? client.try_generate(a_request(), call).error() : client.try_submit(a_request(), call).error();
      EXPECT_EQ(error.kind, ErrorKind::bad_response);
      EXPECT_EQ(error.charge, charge);
      EXPECT_NE(error.message.find(what), std::string::npos) << error.message;
      EXPECT_EQ(error.message.find("\xEF\xBF\xBD"), std::string::npos) << error.message;
      ASSERT_TRUE(error.rescued) << error.describe();
      EXPECT_TRUE(error.rescued->bytes().view() == body);
      EXPECT_EQ(error.rescued->content_type(), type);
    }
  }
}

TEST_F(Queue, AJobIsFoundInASuccessThatIsSpelledOtherwise) {
  const std::string id = submitted().id();
  for (const int status : {201, 202, 203}) {
    server.inject(Fault::status(status, R"({"status":"QUEUED","request_id":")" + id + R"("})")
                      .header("x-request-id", "of-a-gateway")
                      .on(Route::submit));
    std::string told;
    CallOptions call;
    call.on_submitted = [&](std::string_view name) { told = name; };
    const auto job = client.try_submit(a_request(), call);
    ASSERT_TRUE(job) << job.error().describe();
    EXPECT_EQ(job->id(), id);
    EXPECT_EQ(told, id);
  }
  server.inject(Fault::status(202, "{}").on(Route::submit));
  const auto none = client.try_submit(a_request());
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().http_status, 202);
  EXPECT_EQ(none.error().charge, Charge::possible);
}

TEST_F(Queue, AnotherClientPicksAJobUpFromItsId) {
  const std::string id = submitted().id();
  Client other(options_for(server));
  EXPECT_TRUE(is_clip(other.resume(id).wait().bytes().view()));
  EXPECT_EQ(server.counts().submit, 1U);
}

TEST_F(Queue, RefusesAnIdThatIsNone) {
  for (const char* id : {"", "../../v1/get-user-credits", "a b", "a\r\nx: y", "a?b"}) {
    const auto job = client.try_resume(id);
    ASSERT_FALSE(job) << id;
    EXPECT_EQ(job.error().kind, ErrorKind::invalid_request);
  }
  EXPECT_THROW(client.resume(""), InvalidRequestError);
}

TEST_F(Queue, StatusIsAskedOnce) {
  server.hold();
  const Job job = submitted();
  const JobStatus status = job.status();
  EXPECT_TRUE(status.state == JobState::queued || status.state == JobState::processing);
  EXPECT_FALSE(status.word.empty());
  EXPECT_EQ(server.counts().status, 1U);
  server.release();
  job.wait();
  EXPECT_EQ(job.status().state, JobState::completed);
}

TEST_F(Queue, AFailedJobIsFreeAndSaysWhy) {
  for (const auto how : {sandbox::FailedAs::status_422, sandbox::FailedAs::status_200}) {
    sandbox::Options options = quick();
    options.failed_as = how;
    sandbox::Server other(options);
    Client there(options_for(other));
    other.inject(Fault::failed_work("The face could not be found").on(Route::submit));
    const Job job = there.submit(a_request());
    const auto video = job.try_wait();
    ASSERT_FALSE(video);
    EXPECT_EQ(video.error().kind, ErrorKind::job_failed);
    EXPECT_EQ(video.error().charge, Charge::none);
    EXPECT_EQ(video.error().request_id, job.id());
    EXPECT_NE(video.error().message.find("The face could not be found"), std::string::npos);
    EXPECT_EQ(job.status().state, JobState::failed);
    EXPECT_THROW(job.wait(), JobFailedError);
  }
}

TEST_F(Queue, WhateverKeepsAWaitFromBeginningTheErrorSaysHowToGoOn) {
  const Job job = submitted();
  TemporaryFolder folder;
  CallOptions missing;
  missing.sink = Sink::file(folder.file("missing/clip.mp4"));
  CancellationSource source;
  source.cancel();
  CallOptions ended;
  ended.cancellation = source.token();
  for (const CallOptions& call : {missing, ended}) {
    const auto video = job.try_wait(call);
    ASSERT_FALSE(video);
    EXPECT_EQ(video.error().charge, Charge::possible);
    EXPECT_EQ(video.error().request_id, job.id());
    EXPECT_NE(video.error().describe().find("resume it from its id"), std::string::npos) << video.error().describe();
  }
}

TEST_F(Queue, WaitsOnAnUnknownStatus) {
  server.hold();
  const Job job = submitted();
  server.inject(Fault::body(R"({"status":"DREAMING","request_id":"x"})").on(Route::status).repeat(3));
  auto wait = job.wait_async();
  ASSERT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.status >= 3; }));
  server.release();
  EXPECT_TRUE(is_clip(wait.get().bytes().view()));
}

TEST_F(Queue, TakesTheClipWhateverTheQueueCallsAnEndedJob) {
  for (const char* word : {"SUCCEEDED", "DONE", "OK", "CANCELLED"}) {
    const Job job = submitted();
    server.clear_faults();
    server.inject(Fault::body(R"({"status":")" + std::string(word) + R"("})").on(Route::status).repeat_forever());
    EXPECT_TRUE(is_clip(job.wait().bytes().view())) << word;
  }
}

TEST_F(Queue, ALimitThatRunsOutTellsTheQueuesLastWord) {
  server.hold();
  server.inject(Fault::body(R"({"status":"ERROR","error":"worker lost"})").on(Route::status).repeat_forever());
  CallOptions call;
  call.timeout = 200ms;
  const auto video = submitted().try_wait(call);
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().kind, ErrorKind::timeout);
  EXPECT_NE(video.error().message.find("\"ERROR\" (worker lost)"), std::string::npos) << video.error().message;
}

TEST_F(Queue, AJobThatIsCompleteWithoutAClipEndsAsChargedWithItsReason) {
  const Job job = submitted();
  const std::string blocked = R"({"status":"COMPLETED","error":"blocked"})";
  server.inject(Fault::body(blocked).on(Route::status).repeat_forever());
  server.inject(Fault::body(blocked).on(Route::result).repeat_forever());
  const auto video = job.try_wait();
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().kind, ErrorKind::bad_response);
  EXPECT_EQ(video.error().charge, Charge::charged);
  EXPECT_NE(video.error().message.find("blocked"), std::string::npos) << video.error().message;
}

TEST_F(Queue, ProgressCarriesTheServicesOwnWord) {
  server.inject(Fault::body(R"({"status":"WARMING_UP"})").on(Route::status));
  std::string word;
  CallOptions call;
  call.progress = [&](const Progress& progress) {
    if (word.empty()) word = progress.service_state;
  };
  EXPECT_TRUE(is_clip(submitted().wait(call).bytes().view()));
  EXPECT_EQ(word, "WARMING_UP");
}

TEST_F(Queue, AGenerationThatIsAnsweredWithAJobIsWaitedFor) {
  const Job job = submitted();
  const auto before = server.counts();
  server.inject(Fault::status(202, R"({"request_id":")" + job.id() + R"(","status":"QUEUED"})").on(Route::generate));
  std::string told;
  CallOptions call;
  call.on_submitted = [&](std::string_view id) { told = id; };
  const Video video = client.generate(a_request(), call);
  EXPECT_TRUE(is_clip(video.bytes().view()));
  EXPECT_EQ(told, job.id());
  EXPECT_TRUE(video.receipt().address);
  EXPECT_EQ(server.counts().generate, before.generate + 1);
}

TEST_F(Queue, WhereOneAddressIsNoClipTheNextIsTried) {
  const std::string page = server.add_file("<html>expired</html>", "text/html");
  const std::string clip = server.add_file(std::string(client.generate(a_request()).bytes().view()), "video/mp4");
  server.inject(Fault::body(R"({"output":[")" + page + R"(","no address",")" + clip + R"("]})").on(Route::generate));
  const Video video = client.generate(a_request());
  EXPECT_TRUE(is_clip(video.bytes().view()));
  EXPECT_EQ(video.receipt().address, clip);
}

TEST_F(Queue, AClipThatIsSentInlineIsDecoded) {
  const std::string clip(client.generate(a_request()).bytes().view());
  std::string encoded(text::base64_size(clip.size()), ' ');
  text::encode_base64(clip.data(), clip.size(), encoded.data());
  server.inject(Fault::body(R"({"output":"data:video/mp4;base64,)" + encoded + R"("})").on(Route::generate));
  EXPECT_EQ(client.generate(a_request()).bytes().view(), clip);
}

TEST_F(Queue, NoJobWasSubmittedInTheFuture) {
  const auto now = std::chrono::system_clock::now();
  EXPECT_LE(client.resume("0123456789abcdef", now + 20h).expires_at(), now + 1h + 1min);
}

TEST_F(Queue, AnUnknownIdExpiresAfterAShortGrace) {
  const Job job = client.resume("0123456789abcdef0123456789abcdef");
  const auto video = job.try_wait();
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().kind, ErrorKind::job_expired);
  EXPECT_EQ(video.error().http_status, 404);
  EXPECT_GE(server.counts().status, 2U);
  EXPECT_THROW(job.wait(), JobExpiredError);
  EXPECT_EQ(job.try_status().error().kind, ErrorKind::job_expired);
}

TEST_F(Queue, AJobThatIsUnknownForAMomentIsFoundAfterIt) {
  const Job job = submitted();
  server.inject(Fault::status(404).on(Route::status).repeat(2));
  EXPECT_TRUE(is_clip(job.wait().bytes().view()));
}

// Without "status": "FAILED" it is about the question (documented): the job may run on, and be charged.
TEST_F(Queue, AQuestionThatStaysRefusedEndsTheWaitAndNotTheJob) {
  for (const int status : {400, 422}) {
    for (const char* body : {R"({"detail":[{"loc":["path","request_id"],"msg":"no such form"}]})",
                             R"({"error":"Validation Error: Invalid or missing parameters"})", "no"}) {
      SCOPED_TRACE(std::to_string(status) + ' ' + body);
      const Job job = submitted();
      server.inject(Fault::status(status, body).on(Route::status).repeat_forever());
      for (const Error& error : {job.try_wait().error(), job.try_status().error()}) {
        EXPECT_EQ(error.kind, ErrorKind::bad_request) << error.describe();
        EXPECT_EQ(error.charge, Charge::possible);
        EXPECT_EQ(error.request_id, job.id());
        EXPECT_EQ(error.describe().find("it would fail again"), std::string::npos) << error.describe();
        EXPECT_NE(error.describe().find("Wait for the job again"), std::string::npos) << error.describe();
      }
      server.clear_faults();
      server.inject(Fault::status(status, body).on(Route::status));
      EXPECT_TRUE(job.try_wait()) << "one refusal may be a gateway's mistake";
      server.clear_faults();
    }
  }
  EXPECT_EQ(client.spending().possibly_charged, 0U) << "each was found to be charged in the end";
}

TEST_F(Queue, AMomentOfNotBeingKnownIsForgivenWhateverTheFirstWait) {
  ClientOptions options = options_for(server);
  options.retry.first_wait = 0ms;
  Client eager(options);
  const Job job = eager.submit(a_request());
  server.inject(Fault::status(404).on(Route::status));
  const auto video = job.try_wait();
  ASSERT_TRUE(video) << video.error().describe();
}

TEST_F(Queue, AJobThatWasKnownIsForgivenLongerThanOneThatWasNot) {
  ClientOptions options = options_for(server);
  options.retry.unknown_id_grace = 200ms;
  Client other(options);
  const Job job = other.submit(a_request());
  server.inject(Fault::body(R"({"status":"PROCESSING","request_id":"x"})").on(Route::status));
  server.inject(Fault::status(404).on(Route::status).repeat_forever());
  auto waiting = job.wait_async();
  EXPECT_FALSE(waiting.wait_for(500ms));  // one that was never known has 200 ms
  server.clear_faults();
  const auto video = waiting.try_get();
  ASSERT_TRUE(video) << video.error().describe();
}

TEST_F(Queue, AJobIsAskedForMoreOftenBeforeItIsForgotten) {
  server.hold();
  ClientOptions options = options_for(server);
  options.expected_latest = 1ms;  // long overdue, and so a question a minute
  Client late(options);
  const Job job = late.resume(submitted().id(), std::chrono::system_clock::now() - 1h + 3s);
  const auto waiting = job.wait_async();
  EXPECT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.status >= 3; }));
  server.release();
}

TEST_F(Queue, ASpellOfNotBeingKnownOutlastsNoJob) {
  ClientOptions options = options_for(server);
  options.retry.unknown_id_grace = 5s;  // 15 s between two questions, in the middle of its life
  Client other(options);
  server.inject(Fault::body(R"({"status":"PROCESSING","request_id":"x"})").on(Route::status));
  server.inject(Fault::status(404).on(Route::status));
  const auto job = other.resume(submitted().id(), std::chrono::system_clock::now() - 1h + 3s);
  const auto waiting = job.wait_async();
  EXPECT_TRUE(waiting.wait_for(8s));
}

TEST_F(Queue, WhoAsksForTheStatusIsNeverToldThatTheJobCostNothing) {
  std::optional<Client> mortal(std::in_place, options_for(server));
  const Job job = mortal->submit(a_request());
  const auto expect_possible = [&](const Result<JobStatus>& status) {
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().charge, Charge::possible) << status.error().describe();
    EXPECT_EQ(status.error().request_id, job.id());
  };
  server.inject(Fault::no_answer().on(Route::status));
  expect_possible(job.try_status());
  CallOptions unusable;
  unusable.timeout = 0ms;
  expect_possible(job.try_status(unusable));
  server.expire_jobs();
  expect_possible(job.try_status());
  mortal.reset();
  expect_possible(job.try_status());
}

TEST_F(Queue, AWaitLastsToItsLimitWhateverTheServiceAsksFor) {
  const Job job = client.submit(a_request());
  server.inject(Fault::status(429, R"({"error":"slowly"})").header("Retry-After", "3600").on(Route::status));
  CallOptions call;
  call.timeout = 300ms;
  const auto began = std::chrono::steady_clock::now();
  const auto video = client.resume(job.id()).try_wait(call);
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().kind, ErrorKind::timeout);
  EXPECT_GE(std::chrono::steady_clock::now() - began, 290ms);
  EXPECT_GE(video.error().attempts, 1);
  EXPECT_EQ(video.error().request_id, job.id());
  EXPECT_NE(video.error().message.find("slowly"), std::string::npos) << video.error().message;
  EXPECT_EQ(video.error().message.find("before anything was sent"), std::string::npos) << video.error().message;
}

TEST_F(Queue, ARefusedKeyEndsTheWaitAtOnce) {
  const Job job = submitted();
  for (const int status : {401, 403}) {
    server.inject(Fault::status(status).on(Route::status));
    const auto video = job.try_wait();
    ASSERT_FALSE(video);
    EXPECT_EQ(video.error().http_status, status);
    EXPECT_EQ(video.error().request_id, job.id());
    EXPECT_NE(video.error().charge, Charge::none);
  }
}

TEST_F(Queue, EveryOtherFailureOfAPollIsRidden) {
  const Job job = submitted();
  const Fault faults[] = {Fault::status(500),
                          Fault::status(502),
                          Fault::status(400),
                          Fault::status(504),
                          Fault::html(503),
                          Fault::no_answer(),
                          Fault::body("not json"),
                          Fault::body("{}"),
                          Fault::cut(10),
                          Fault::cut_body(5),
                          Fault::garbage(),
                          Fault::redirect("https://example.invalid/"),
                          Fault::body(R"({"status":17})"),
                          Fault::unread()};
  for (const Fault& fault : faults) server.inject(Fault(fault).on(Route::status));
  for (const Fault& fault : faults) server.inject(Fault(fault).on(Route::result));
  EXPECT_TRUE(is_clip(job.wait().bytes().view()));
  EXPECT_GE(server.counts().faults_used, 2 * std::size(faults));
}

TEST_F(Queue, ASilentPollIsAskedAgain) {
  ClientOptions options = options_for(server);
  options.silence_timeout = 50ms;
  Client hasty(options);
  const Job job = hasty.submit(a_request());
  server.inject(Fault::stall(0).on(Route::status));
  server.inject(Fault::stall(30).on(Route::result));
  EXPECT_TRUE(is_clip(job.wait().bytes().view()));
}

TEST_F(Queue, AWaitThatTimesOutIsNotAFailedJob) {
  server.hold();
  const Job job = submitted();
  CallOptions call;
  call.timeout = 50ms;
  const auto video = job.try_wait(call);
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().kind, ErrorKind::timeout);
  EXPECT_EQ(video.error().charge, Charge::possible);
  EXPECT_EQ(video.error().request_id, job.id());
  EXPECT_NE(video.error().describe().find("resume"), std::string::npos);
  server.release();
  EXPECT_TRUE(is_clip(job.wait().bytes().view()));
  EXPECT_EQ(server.counts().submit, 1U);
}

TEST_F(Queue, AWaitThatIsShorterThanThePlanStillAsks) {
  ClientOptions options = options_for(server);
  options.expected_earliest = options.expected_latest = 1h;
  Client patient(options);
  const Job job = patient.submit(a_request());
  CallOptions call;
  call.timeout = 2s;
  const auto video = job.try_wait(call);
  ASSERT_TRUE(video) << video.error().describe();
  EXPECT_EQ(server.counts().status, 1U);
}

TEST_F(Queue, AJobThatCannotBeAskedForIsNotCalledUnsent) {
  const Job job = submitted();
  server.inject(Fault::status(429).header("Retry-After", "60").on(Route::credits));
  ASSERT_FALSE(client.try_credits());
  CallOptions call;
  call.timeout = 50ms;
  const auto video = job.try_wait(call);
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().charge, Charge::possible);
  const std::string story = video.error().describe();
  EXPECT_EQ(story.find("othing had been sent"), std::string::npos) << story;
  EXPECT_EQ(story.find("before anything was sent"), std::string::npos) << story;
}

TEST_F(Queue, AnOldIdThatTheServiceHasForgottenIsExpired) {
  const auto too_old = std::chrono::system_clock::now() - 2h;
  const auto video = client.resume("0123456789abcdef0123456789abcdef", too_old).try_wait();
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().kind, ErrorKind::job_expired);
  EXPECT_EQ(server.counts().status, 1U);
}

TEST_F(Queue, AnOldJobThatTheServiceStillKnowsIsFetchedHoweverLongThatTakes) {
  const std::string id = submitted().id();
  server.inject(Fault::drip(1000, 150ms).on(Route::download));  // longer than a second
  const auto video = client.resume(id, std::chrono::system_clock::now() - 2h).try_wait();
  ASSERT_TRUE(video) << video.error().describe();
  EXPECT_TRUE(is_clip(video->bytes().view()));
}

// Each question about a job that is gone takes the turn of another under a rate limit.
TEST_F(Queue, AJobThatWasKnownIsNotAskedForMuchLongerWhenItIsGone) {
  const auto earlier = std::chrono::system_clock::now() - 10min;
  const auto video = client.resume("0123456789abcdef0123456789abcdef", earlier).try_wait();
  EXPECT_EQ(video.error().kind, ErrorKind::job_expired);
  EXPECT_EQ(server.counts().status, 2U);
}

TEST_F(Queue, CancelEndsAWaitBetweenPolls) {
  server.hold();
  ClientOptions options = options_for(server);
  options.expected_earliest = options.expected_latest = 1h;
  Client patient(options);
  const Job job = patient.submit(a_request());
  CancellationSource source;
  CallOptions call;
  call.cancellation = source.token();
  std::promise<void> waiting;
  call.progress = [&, told = false](const Progress& progress) mutable {
    if (progress.phase == Phase::queued && !std::exchange(told, true)) waiting.set_value();
  };
  auto running = std::async(std::launch::async, [&] { return job.try_wait(call); });
  ASSERT_EQ(waiting.get_future().wait_for(10s), std::future_status::ready);
  source.cancel();
  EXPECT_EQ(running.get().error().kind, ErrorKind::cancelled);
  EXPECT_EQ(server.counts().status, 0U);
}

TEST_F(Queue, AJobOutlivesItsClientWithoutHarm) {
  auto doomed = std::make_unique<Client>(options_for(server));
  const Job job = doomed->submit(a_request());
  doomed.reset();
  EXPECT_EQ(job.try_wait().error().kind, ErrorKind::cancelled);
  EXPECT_EQ(job.try_wait().error().request_id, job.id());
}

TEST_F(Queue, ForgetsAJobAnHourAfterItsSubmission) {
  const auto before = std::chrono::system_clock::now();
  const Job job = submitted();
  EXPECT_GE(job.expires_at(), before + 1h);
  EXPECT_LE(job.expires_at(), std::chrono::system_clock::now() + 1h);
  EXPECT_EQ(client.resume(job.id(), before - 30min).expires_at(), before + 30min);
}

TEST_F(Queue, AFileSinkIsTriedBeforeTheWait) {
  const Job job = submitted();
  CallOptions call;
  call.sink = Sink::file("/nowhere/at/all.mp4");
  const auto video = job.try_wait(call);
  EXPECT_EQ(video.error().kind, ErrorKind::file);
  EXPECT_EQ(video.error().request_id, job.id());
  EXPECT_NE(video.error().charge, Charge::none);
  EXPECT_EQ(server.counts().status, 0U);
}

}  // namespace
}  // namespace segmind::testing
