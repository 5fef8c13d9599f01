#include <tuple>

#include "service.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

class Submission : public BareService {
 protected:
  Job submitted() { return client.submit(a_request()); }
};

TEST_F(Submission, AJobGivesTheSameClipAsGenerate) {
  const Video direct = client.generate(a_request());
  const Job job = submitted();
  const Video video = job.wait();
  EXPECT_EQ(video.bytes().view(), direct.bytes().view());
  EXPECT_EQ(video.receipt().request_id, job.id());
  EXPECT_TRUE(video.receipt().cost.has_value());
  EXPECT_EQ(server.counts().submit, 1U);
  EXPECT_EQ(server.counts().keys_on_files_origin, 0U);
}

TEST_F(Submission, TellsTheIdBeforeSubmitReturns) {
  std::string told;
  CallOptions call;
  call.on_submitted = [&](std::string_view id) { told = id; };
  EXPECT_EQ(client.submit(a_request(), call).id(), told);
  call.on_submitted = [](std::string_view) { throw 1; };
  EXPECT_FALSE(client.submit(a_request(), call).id().empty());
}

TEST_F(Submission, ASubmissionIsNoGeneration) {
  std::vector<Phase> phases;
  CallOptions call;
  call.progress = [&](const Progress& progress) {
    if (phases.empty() || phases.back() != progress.phase) phases.push_back(progress.phase);
  };
  client.submit(a_request(), call);
  EXPECT_EQ(phases, (std::vector<Phase>{Phase::connecting, Phase::sending}));
}

TEST_F(Submission, AnAnswerThatBreaksBehindTheIdStillGivesTheJob) {
  server.inject(Fault::cut_body(150).on(Route::submit));
  const auto job = client.try_submit(a_request());
  ASSERT_TRUE(job) << job.error().describe();
  EXPECT_TRUE(is_clip(job->wait().bytes().view()));
}

#if !defined(_WIN32)  // where the sandbox is told through libcurl under Wine, which may stop within megabytes
// Larger than any answer of the queue, so that no bound of those cuts it.
TEST_F(Submission, WhatASubmissionIsAnsweredWithInsteadOfAJobIsKeptAndNamedForWhatItIs) {
  const std::string clip = std::string(client.generate(a_request()).bytes().view());
  const std::string large(3'000'000, '\xff');
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
#endif

TEST_F(Submission, AJobIsFoundInASuccessThatIsSpelledOtherwise) {
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

TEST_F(Submission, AnotherClientPicksAJobUpFromItsId) {
  const std::string id = submitted().id();
  Client other(options_for(server));
  EXPECT_TRUE(is_clip(other.resume(id).wait().bytes().view()));
  EXPECT_EQ(server.counts().submit, 1U);
}

TEST_F(Submission, AnIdIsTakenAsItWasCopiedFromALogOrAFile) {
  const std::string id = submitted().id();
  for (const std::string& copied : {" " + id, id + "\r", id + "\r\n", "\xEF\xBB\xBF" + id + "\n", "\t" + id + " \t"}) {
    EXPECT_EQ(client.resume(copied).id(), id) << copied;
    EXPECT_EQ(client.record(copied).request_id, id) << copied;
  }
  EXPECT_TRUE(is_clip(client.resume(id + "\r\n").wait().bytes().view()));
}

TEST_F(Submission, RefusesAnIdThatIsNone) {
  for (const char* id : {"", " \r\n", "../../v1/get-user-credits", "a b", "a\r\nx: y", "a?b"}) {
    const auto job = client.try_resume(id);
    ASSERT_FALSE(job) << id;
    EXPECT_EQ(job.error().kind, ErrorKind::invalid_request);
  }
  EXPECT_THROW(client.resume(""), InvalidRequestError);
}

TEST_F(Submission, NoJobWasSubmittedInTheFuture) {
  const auto now = std::chrono::system_clock::now();
  EXPECT_LE(client.resume("0123456789abcdef", now + 20h).expires_at(), now + 1h + 1min);
}

TEST_F(Submission, AGenerationThatIsAnsweredWithAJobIsWaitedFor) {
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

}  // namespace
}  // namespace segmind::testing
