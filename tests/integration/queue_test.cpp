#include "service.hpp"
#include "text/base64.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

class Queue : public BareService {
 protected:
  Job submitted() { return client.submit(a_request()); }
};

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

// 1, 2, 4, 8...: how many times the status had been asked for when the result was.
TEST_F(Queue, UnderAWordThatIsNotKnownTheResultIsAskedForAtGrowingIntervals) {
  server.hold();
  const Job job = submitted();
  for (const Route route : {Route::status, Route::result}) {
    server.inject(Fault::word("DREAMING").on(route).repeat_forever());
  }
  const auto wait = job.wait_async();
  ASSERT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.status >= 24; }));
  wait.cancel();
  std::vector<int> asked_after;
  int statuses = 0;
  for (const sandbox::SeenRequest& request : server.requests()) {
    if (request.route == Route::status && ++statuses == 24) break;
    if (request.route == Route::result) asked_after.push_back(statuses);
  }
  EXPECT_EQ(asked_after, (std::vector<int>{1, 2, 4, 8, 16}));
}

// The third word is none of those after which it would be asked for in any case.
TEST_F(Queue, UnderAWordThatIsNotKnownTheResultIsAskedForEachTimeBeforeTheJobIsForgotten) {
  server.hold();
  const Job job = submitted();
  for (const Route route : {Route::status, Route::result}) {
    server.inject(Fault::word("DREAMING").on(route).repeat_forever());
  }
  const auto wait = client.resume(job.id(), std::chrono::system_clock::now() - 1h + 3s).wait_async();
  ASSERT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.result >= 3; }));
  EXPECT_EQ(server.counts().status, 3U);
  wait.cancel();
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
  const auto began = std::chrono::steady_clock::now();
  const auto video = job.try_wait();
  ASSERT_FALSE(video);
  EXPECT_EQ(RetryPolicy{}.unknown_id_grace, 5s);  // by which it would take a minute
  EXPECT_GE(std::chrono::steady_clock::now() - began, 12 * options_for(server).retry.unknown_id_grace);
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
