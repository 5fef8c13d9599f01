#include "service.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

class UnknownJob : public BareService {
 protected:
  Job submitted() { return client.submit(a_request()); }
};

TEST_F(UnknownJob, AnUnknownIdExpiresAfterAShortGrace) {
  const Job job = client.resume("0123456789abcdef0123456789abcdef");
  const auto video = job.try_wait();
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().kind, ErrorKind::job_expired);
  EXPECT_EQ(video.error().http_status, 404);
  EXPECT_GE(server.counts().status, 2U);
  EXPECT_THROW(job.wait(), JobExpiredError);
  EXPECT_EQ(job.try_status().error().kind, ErrorKind::job_expired);
}

// Only an id that came from outside may be mistyped.
TEST_F(UnknownJob, AnIdIsDoubtedOnlyWhereItMayHaveBeenTyped) {
  const Job job = submitted();
  server.expire_jobs();
  for (const Error& error : {job.try_wait().error(), job.try_status().error()}) {
    EXPECT_EQ(error.kind, ErrorKind::job_expired);
    EXPECT_EQ(error.describe().find("typed"), std::string::npos) << error.describe();
  }
  const Job resumed = client.resume("0123456789abcdef0123456789abcdef");
  for (const Error& error : {resumed.try_wait().error(), resumed.try_status().error()}) {
    EXPECT_EQ(error.kind, ErrorKind::job_expired);
    EXPECT_NE(error.describe().find("Check the id, too, where it was typed."), std::string::npos) << error.describe();
  }
}

TEST_F(UnknownJob, AJobThatIsUnknownForAMomentIsFoundAfterIt) {
  const Job job = submitted();
  server.inject(Fault::status(404).on(Route::status).repeat(2));
  EXPECT_TRUE(is_clip(job.wait().bytes().view()));
}

// Without "status": "FAILED" it is about the question (documented): the job may run on, and be charged.
TEST_F(UnknownJob, AQuestionThatStaysRefusedEndsTheWaitAndNotTheJob) {
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

TEST_F(UnknownJob, AMomentOfNotBeingKnownIsForgivenWhateverTheFirstWait) {
  ClientOptions options = options_for(server);
  options.retry.first_wait = 0ms;
  Client eager(options);
  const Job job = eager.submit(a_request());
  server.inject(Fault::status(404).on(Route::status));
  const auto video = job.try_wait();
  ASSERT_TRUE(video) << video.error().describe();
}

TEST_F(UnknownJob, AJobThatWasKnownIsForgivenLongerThanOneThatWasNot) {
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

TEST_F(UnknownJob, AJobIsAskedForMoreOftenBeforeItIsForgotten) {
  server.hold();
  ClientOptions options = options_for(server);
  options.expected_latest = 1ms;  // long overdue, and so a question a minute
  Client late(options);
  const Job job = late.resume(submitted().id(), std::chrono::system_clock::now() - 1h + 3s);
  const auto waiting = job.wait_async();
  EXPECT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.status >= 3; }));
  server.release();
}

TEST_F(UnknownJob, ASpellOfNotBeingKnownOutlastsNoJob) {
  ClientOptions options = options_for(server);
  options.retry.unknown_id_grace = 5s;  // 15 s between two questions, in the middle of its life
  Client other(options);
  server.inject(Fault::body(R"({"status":"PROCESSING","request_id":"x"})").on(Route::status));
  server.inject(Fault::status(404).on(Route::status));
  const auto job = other.resume(submitted().id(), std::chrono::system_clock::now() - 1h + 3s);
  const auto waiting = job.wait_async();
  EXPECT_TRUE(waiting.wait_for(8s));
}

TEST_F(UnknownJob, WhoAsksForTheStatusIsNeverToldThatTheJobCostNothing) {
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

TEST_F(UnknownJob, ARefusedKeyEndsTheWaitAtOnce) {
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

TEST_F(UnknownJob, EveryOtherFailureOfAPollIsRidden) {
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

TEST_F(UnknownJob, ASilentPollIsAskedAgain) {
  ClientOptions options = options_for(server);
  options.silence_timeout = 50ms;
  Client hasty(options);
  const Job job = hasty.submit(a_request());
  server.inject(Fault::stall(0).on(Route::status));
  server.inject(Fault::stall(30).on(Route::result));
  EXPECT_TRUE(is_clip(job.wait().bytes().view()));
}

TEST_F(UnknownJob, AJobThatCannotBeAskedForIsNotCalledUnsent) {
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

TEST_F(UnknownJob, AnOldIdThatTheServiceHasForgottenIsExpired) {
  const auto too_old = std::chrono::system_clock::now() - 2h;
  const auto video = client.resume("0123456789abcdef0123456789abcdef", too_old).try_wait();
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().kind, ErrorKind::job_expired);
  EXPECT_EQ(server.counts().status, 1U);
}

TEST_F(UnknownJob, AnOldJobThatTheServiceStillKnowsIsFetchedHoweverLongThatTakes) {
  const std::string id = submitted().id();
  server.inject(Fault::drip(1000, 150ms).on(Route::download));  // longer than a second
  const auto video = client.resume(id, std::chrono::system_clock::now() - 2h).try_wait();
  ASSERT_TRUE(video) << video.error().describe();
  EXPECT_TRUE(is_clip(video->bytes().view()));
}

// Each question about a job that is gone takes the turn of another under a rate limit.
TEST_F(UnknownJob, AJobThatWasKnownIsNotAskedForMuchLongerWhenItIsGone) {
  const auto earlier = std::chrono::system_clock::now() - 10min;
  const auto video = client.resume("0123456789abcdef0123456789abcdef", earlier).try_wait();
  EXPECT_EQ(video.error().kind, ErrorKind::job_expired);
  EXPECT_EQ(server.counts().status, 2U);
}

TEST_F(UnknownJob, ForgetsAJobAnHourAfterItsSubmission) {
  const auto before = std::chrono::system_clock::now();
  const Job job = submitted();
  EXPECT_GE(job.expires_at(), before + 1h);
  EXPECT_LE(job.expires_at(), std::chrono::system_clock::now() + 1h);
  EXPECT_EQ(client.resume(job.id(), before - 30min).expires_at(), before + 30min);
}

}  // namespace
}  // namespace segmind::testing
