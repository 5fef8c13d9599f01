#include "../media_samples.hpp"
#include "api/limits.hpp"
#include "service.hpp"
#include "text/base64.hpp"

// What the service has been seen to answer, given by the sandbox, and what becomes of it in the client. Most faults are
// written as --fault takes them, for tests of programs in any language.
namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

class Contract : public BareService {
 protected:
  void fault(const std::string& text) { server.inject(Fault::parse(text)); }

  const std::string whole{client.generate(a_request()).bytes().view()};
};

CallOptions within(std::chrono::milliseconds limit) {
  CallOptions call;
  call.timeout = limit;
  return call;
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// -- The queue's words

TEST_F(Contract, AnEndedJobMayBeCalledSomethingElse) {
  for (const std::string word : {"SUCCEEDED", "DONE", "ERROR", "CANCELLED"}) {
    server.clear_faults();
    fault("status:word=" + word + ",times=forever");
    fault("result:word=" + word + ",times=forever");
    const Job job = client.submit(a_request());
    const auto video = job.try_wait();
    ASSERT_TRUE(video) << word << ": " << video.error().describe();
    EXPECT_EQ(video->bytes().view(), whole);
    const JobStatus status = job.status();
    EXPECT_EQ(status.state, JobState::other);
    EXPECT_EQ(status.word, word);
  }
}

TEST_F(Contract, AJobThatEndedInErrorUnderAnotherWordIsToldWithItsReason) {
  for (const std::string word : {"ERROR", "CANCELLED"}) {
    server.clear_faults();
    for (const std::string route : {"status", "result"}) {
      fault(route + ":word=" + word + R"(,patch={"error":"worker lost"},patch={"output":null},patch={"video":null})" +
            ",times=forever");
    }
    const auto video = client.submit(a_request()).try_wait(within(300ms));
    ASSERT_FALSE(video) << word;
    EXPECT_EQ(video.error().kind, ErrorKind::timeout);
    EXPECT_EQ(video.error().charge, Charge::possible);
    EXPECT_TRUE(holds(video.error().message, word)) << video.error().message;
    EXPECT_TRUE(holds(video.error().message, "worker lost")) << video.error().message;
  }
}

TEST_F(Contract, AJobThatIsCompleteWithoutAClipIsChargedAndSaysWhy) {
  const std::string blocked = R"(patch={"output":null},patch={"video":null},patch={"error":"blocked"},times=forever)";
  fault("status:" + blocked);
  fault("result:" + blocked);
  const auto video = client.submit(a_request()).try_wait();
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().kind, ErrorKind::bad_response);
  EXPECT_EQ(video.error().charge, Charge::charged);
  EXPECT_TRUE(holds(video.error().message, "blocked")) << video.error().message;
}

TEST_F(Contract, AFailureCostsNothingWhicheverStatusCarriesIt) {
  const std::string failed =
      R"(patch={"status":"FAILED"%2C"error":"no face"%2C"output":null%2C"video":null},times=forever)";
  const std::string failures[] = {"status:" + failed,
                                  R"(status:status=422,body={"status":"FAILED"%2C"error":"no face"},times=forever)",
                                  R"(status:status=422,body={"status":"FAILED"%2C"error":{"message":"no face"}})"};
  for (const auto& text : failures) {
    server.clear_faults();
    fault(text);
    const auto video = client.submit(a_request()).try_wait();
    ASSERT_FALSE(video) << text;
    EXPECT_EQ(video.error().kind, ErrorKind::job_failed) << text;
    EXPECT_EQ(video.error().charge, Charge::none) << text;
    EXPECT_TRUE(holds(video.error().message, "no face")) << video.error().message;
  }
}

TEST_F(Contract, AFailureWithoutAReasonIsAFailure) {
  fault(R"(status:status=422,body={"status":"FAILED"%2C"error":null%2C"metrics":{}})");
  const auto video = client.submit(a_request()).try_wait();
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().kind, ErrorKind::job_failed);
  EXPECT_FALSE(video.error().message.empty());
}

// -- A job where a clip was expected

TEST_F(Contract, AV1AnswerThatNamesAJobIsWaitedFor) {
  for (const std::string status : {"200", "202"}) {
    const auto before = server.counts();
    fault("generate:job=" + status);
    std::string told;
    CallOptions call;
    call.on_submitted = [&](std::string_view id) { told = id; };
    const auto video = client.try_generate(a_request(), call);
    ASSERT_TRUE(video) << video.error().describe();
    EXPECT_EQ(video->bytes().view(), whole);
    EXPECT_FALSE(told.empty());
    EXPECT_EQ(server.counts().generate, before.generate + 1);
    EXPECT_EQ(server.counts().generations_charged, before.generations_charged + 1);
  }
}

TEST_F(Contract, AJobOfV1ThatFailsCostsNothing) {
  fault("generate:job=202,failed=no face");
  const auto video = client.try_generate(a_request());
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().kind, ErrorKind::job_failed);
  EXPECT_EQ(video.error().charge, Charge::none);
  EXPECT_EQ(server.counts().generations_charged, 1U);  // the one before
}

// -- Where the clip's address stands

const char* const shapes[] = {R"({"output":"$clip"})",
                              R"({"output":["$clip"]})",
                              R"({"output":{"video":{"url":"$clip"}}})",
                              R"({"video":"$clip"})",
                              R"({"video":{"url":"$clip"}})",
                              R"({"video":[{"url":"$clip"}]})",
                              R"({"videos":[{"url":"$clip"}]})",
                              R"({"video_url":"$clip"})",
                              R"({"url":"$clip"})",
                              R"({"data":{"video_url":"$clip"}})",
                              R"({"results":[{"url":"$clip"}]})",
                              R"({"output":"$clip/my clip.mp4"})",
                              R"({"output":" $clip "})",
                              "{\"output\":\"$clip/wei\u00dfe F\u00fcchse \u72d0.mp4?who=K\u00f6nig\"}",
                              R"({"output":"$data"})",
                              R"({"output":["$page","$clip"]})",
                              R"({"error":null,"output":"$clip"})",
                              R"({"error":"the sound is missing","output":"$clip"})"};

TEST_F(Contract, AClipIsFoundWhereverAV1AnswerNamesIt) {
  for (const char* shape : shapes) {
    server.inject(Fault::shape(shape).on(Route::generate));
    const auto video = client.try_generate(a_request());
    ASSERT_TRUE(video) << shape << ": " << video.error().describe();
    EXPECT_EQ(video->bytes().view(), whole) << shape;
  }
  EXPECT_EQ(server.counts().keys_on_files_origin, 0U);
}

TEST_F(Contract, AClipIsFoundWhereverTheQueueNamesIt) {
  for (const char* shape : shapes) {
    for (const auto route : {Route::status, Route::result}) {
      server.inject(Fault::shape(shape).on(route).after_skipping(0));
      server.inject(Fault::patch(R"({"status":"COMPLETED"})").on(Route::result));
      const auto video = client.submit(a_request()).try_wait();
      ASSERT_TRUE(video) << shape << ": " << video.error().describe();
      EXPECT_EQ(video->bytes().view(), whole) << shape;
      server.clear_faults();
    }
  }
}

// The service brings a clip of some seconds in its answer, too.
TEST_F(Contract, AClipOfSomeMegabytesMayStandInTheAnswerItself) {
  const std::string large = film(5, "isom", 3'000'000);
  std::string data(text::base64_size(large.size()), '\0');
  text::encode_base64(large.data(), large.size(), data.data());
  const std::string answer = R"({"status":"COMPLETED","output":"data:video/mp4;base64,)" + data + "\"}";
  server.inject(Fault::body(answer).on(Route::generate));
  const auto direct = client.try_generate(a_request());
  ASSERT_TRUE(direct) << direct.error().describe();
  EXPECT_TRUE(direct->bytes().view() == large);
  for (const auto route : {Route::status, Route::result}) {
    if (route == Route::result)
      server.inject(Fault::patch(R"({"output":null,"video":null})").on(Route::status).repeat_forever());
    server.inject(Fault::body(answer).on(route));
    const auto queued = client.submit(a_request()).try_wait();
    ASSERT_TRUE(queued) << queued.error().describe();
    EXPECT_TRUE(queued->bytes().view() == large);
  }
}

#if !defined(_WIN32)  // whose sandbox is elsewhere, and is told no more than 16 MB at once
TEST_F(Contract, AnAnswerThatIsLargerThanAnyIsKept) {
  const std::string answer = R"({"status":"COMPLETED","output":"data:video/mp4;base64,)" +
                             std::string(api::limits::max_clip_answer_bytes, 'A') + "\"}";
  server.inject(Fault::body(answer).on(Route::generate));
  server.inject(Fault::body(answer).without("content-length").on(Route::status).repeat_forever());
  const auto direct = client.try_generate(a_request());
  const auto queued = client.submit(a_request()).try_wait(within(10s));
  ASSERT_FALSE(direct || queued);
  for (const Error& error : {direct.error(), queued.error()}) {
    ASSERT_TRUE(error.rescued) << error.describe();
    EXPECT_NE(error.charge, Charge::none);
  }
  EXPECT_EQ(direct.error().rescued->size(), answer.size());
  EXPECT_GT(queued.error().rescued->size(), api::limits::max_clip_answer_bytes - 256 * 1024) << "less one piece";
}
#endif

// Text behind the JSON, with a NUL before it.
const std::string nul_and_more("\0 and more", 10);

void expect_clip_or_its_address(const Result<Video>& video, const std::string& files_url) {
  if (video) return;
  EXPECT_EQ(video.error().charge, Charge::charged) << video.error().describe();
  EXPECT_TRUE(holds(video.error().describe(), files_url)) << video.error().describe();
}

TEST_F(Contract, AnAddressBehindWhichMoreTextStandsReachesTheUser) {
  server.inject(Fault::shape(R"({"output":"$clip"})" + nul_and_more).on(Route::generate));
  expect_clip_or_its_address(client.try_generate(a_request()), server.files_url());
}

TEST_F(Contract, AJobsAddressBehindWhichMoreTextStandsReachesTheUser) {
  server.inject(
      Fault::shape(R"({"status":"COMPLETED","output":"$clip"})" + nul_and_more).on(Route::result).repeat_forever());
  expect_clip_or_its_address(client.submit(a_request()).try_wait(within(500ms)), server.files_url());
}

TEST_F(Contract, WordsBehindWhichMoreTextStandsReachTheUser) {
  fault(R"(generate:status=400,body={"error":"the words"}%00 and more)");
  const auto refused = client.try_generate(a_request());
  EXPECT_EQ(refused.error().kind, ErrorKind::bad_request);
  EXPECT_TRUE(holds(refused.error().message, "the words")) << refused.error().message;
}

// -- Errors

TEST_F(Contract, AnErrorUnderASuccessIsAnErrorThatMayHaveCostMoney) {
  fault(R"(generate:body={"error":"The picture could not be fetched"})");
  const auto charged = client.try_generate(a_request());
  ASSERT_FALSE(charged);
  EXPECT_EQ(charged.error().kind, ErrorKind::bad_response);
  EXPECT_EQ(charged.error().charge, Charge::charged);
  EXPECT_TRUE(holds(charged.error().message, "The picture could not be fetched"));
  fault(R"(generate:status=202,body={"error":"The picture could not be fetched"})");
  const auto possible = client.try_generate(a_request());
  ASSERT_FALSE(possible);
  EXPECT_EQ(possible.error().http_status, 202);
  EXPECT_EQ(possible.error().charge, Charge::possible);
  EXPECT_TRUE(holds(possible.error().message, "The picture could not be fetched"));
}

const int gateways[] = {408, 499, 520, 521, 522, 523, 524, 525, 526, 527, 528, 529, 530};

TEST_F(Contract, AGatewaysPageHidesWhatTheServiceDid) {
  for (const int status : gateways) {
    for (const std::string route : {"generate", "submit"}) {
      const auto before = server.counts();
      fault(route + ":html=" + std::to_string(status));
      Client fresh(bare_options_for(server));  // one that no outage has made wait
      const Error error =
          route == "submit" ? fresh.try_submit(a_request()).error() : fresh.try_generate(a_request()).error();
      EXPECT_EQ(error.http_status, status);
      EXPECT_EQ(error.charge, Charge::possible) << status;
      EXPECT_EQ(error.kind, status == 522 || status == 524 ? ErrorKind::gateway_timeout : ErrorKind::http) << status;
      EXPECT_TRUE(holds(error.message, std::to_string(status))) << error.message;
      EXPECT_FALSE(holds(error.message, "<")) << error.message;
      ASSERT_TRUE(server.wait_for([&](const sandbox::Counts& now) {
        return now.generations_charged == before.generations_charged + 1;
      })) << status;
      EXPECT_EQ(server.counts().generate + server.counts().submit, before.generate + before.submit + 1);
    }
  }
}

TEST_F(Contract, AGatewaysPageEndsNoWait) {
  const Job job = client.submit(a_request());
  for (const int status : gateways) {
    fault("status:html=" + std::to_string(status));
    fault("result:html=" + std::to_string(status));
    fault("download:html=" + std::to_string(status));
  }
  const auto video = job.try_wait();
  ASSERT_TRUE(video) << video.error().describe();
  EXPECT_EQ(video->bytes().view(), whole);
}

TEST_F(Contract, AChallengeIsNoMatterOfTheAccount) {
  fault("generate:html=403,header=cf-mitigated:challenge");
  const auto video = client.try_generate(a_request());
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().kind, ErrorKind::http);
  EXPECT_EQ(video.error().http_status, 403);
  EXPECT_EQ(video.error().charge, Charge::none);
}

TEST_F(Contract, AChallengeEndsNoWait) {
  const Job job = client.submit(a_request());
  fault("status:html=403,header=cf-mitigated:challenge");
  const auto video = job.try_wait();
  ASSERT_TRUE(video) << video.error().describe();
}

TEST_F(Contract, AValidationErrorNamesItsField) {
  const std::string detail =
      R"({"detail":[{"loc":["body"%2C"reference_images"%2C2]%2C"msg":"URL scheme should be http"}]})";
  fault("generate:status=422,body=" + detail);
  const auto video = client.try_generate(a_request());
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().http_status, 422);
  EXPECT_EQ(video.error().charge, Charge::none);
  EXPECT_TRUE(holds(video.error().message, "reference_images[2]: URL scheme should be http")) << video.error().message;
  // On the queue it is the reason of a job that failed.
  fault("status:status=422,patch={\"status\":\"FAILED\"},body=" + detail);
  const auto job = client.submit(a_request()).try_wait();
  ASSERT_FALSE(job);
  EXPECT_EQ(job.error().kind, ErrorKind::job_failed);
  EXPECT_TRUE(holds(job.error().message, "reference_images[2]: URL scheme")) << job.error().message;
}

TEST_F(Contract, A200ThatIsNoClipIsChargedAndNamed) {
  const struct {
    std::string text;
    std::string says;
  } answers[] = {{"generate:body=GIF89a%01%00%01%00%80%00%00,type=video/mp4", "GIF"},
                 {"generate:html=200", "200 OK"},
                 {"generate:body=,type=video/mp4", "empty"}};
  for (const auto& answer : answers) {
    fault(answer.text);
    const auto video = client.try_generate(a_request());
    ASSERT_FALSE(video) << answer.text;
    EXPECT_EQ(video.error().kind, ErrorKind::bad_response);
    EXPECT_EQ(video.error().charge, Charge::charged);
    EXPECT_TRUE(holds(video.error().message, answer.says)) << video.error().message;
  }
}

TEST_F(Contract, A406IsAboutTheTextsMatter) {
  const std::pair<std::string, ErrorKind> texts[] = {
      {"Insufficient credits. You have 0.0 credits.", ErrorKind::insufficient_credits},
      {"The team's spend limit is reached", ErrorKind::http},
      {"resolution: expected 720P or 1080P", ErrorKind::http}};
  for (const auto& [text, kind] : texts) {
    fault("generate:status=406,body={\"error\":\"" + text + "\"}");
    EXPECT_EQ(client.try_generate(a_request()).error().kind, kind) << text;
  }
}

TEST_F(Contract, A429SaysWhenToComeBackInEitherWay) {
  fault("generate:status=429,header=Retry-After: 7");
  EXPECT_EQ(client.try_generate(a_request()).error().retry_after, 7s);
  sandbox::Options options = quick();
  options.requests_per_minute = 1;
  sandbox::Server limited(options);
  Client there(options_for(limited));
  ASSERT_TRUE(there.try_credits());
  const auto refused = there.try_credits();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::rate_limited);
  EXPECT_GT(refused.error().retry_after.value_or(0ms), 50s);
}

// -- The queue's addresses

TEST_F(Contract, AJobIsAskedForWhereTheAnswerSays) {
  sandbox::Options options = quick();
  options.jobs_at = sandbox::JobsAt::v1;
  sandbox::Server other(options);
  const auto video = Client(options_for(other)).submit(a_request()).try_wait();
  ASSERT_TRUE(video) << video.error().describe();
}

// A submission's answer that names its job's addresses under `origin`.
Fault jobs_under(const std::string& origin) {
  const std::string address = '"' + origin + "/v2/requests/0123456789abcdef0123456789abcdef";
  return Fault::patch(R"({"poll_url":)" + address + R"(","status_url":)" + address + R"(/status","response_url":)" +
                      address + R"("})")
      .on(Route::submit);
}

TEST_F(Contract, AJobIsAskedForNowhereElseThanAtTheService) {
  const sandbox::Server elsewhere(quick());
  const std::string own_port = server.base_url().substr(server.base_url().rfind(':'));
  const std::string origins[] = {elsewhere.base_url(), "http://localhost" + own_port,
                                 "http://user@127.0.0.1" + own_port, "http://user:word@127.0.0.1" + own_port,
                                 "https://127.0.0.1" + own_port};
  for (const std::string& origin : origins) {
    server.inject(jobs_under(origin));
    const Job job = client.submit(a_request());
    const auto video = job.try_wait(within(5s));
    ASSERT_TRUE(video) << origin << ": " << video.error().describe();
    EXPECT_EQ(video->bytes().view(), whole) << origin;
    EXPECT_TRUE(job.try_status()) << origin;
  }
  EXPECT_EQ(elsewhere.counts().connections_accepted, 0U);
  for (const auto& request : server.requests()) {
    EXPECT_EQ(request.header("authorization"), "") << request.target;
    EXPECT_EQ(request.header("host").substr(0, 10), "127.0.0.1:") << request.target;
  }
}

TEST_F(Contract, AForgottenJobIsToldInEitherWording) {
  const Job job = client.submit(a_request());
  server.expire_jobs();
  EXPECT_EQ(job.try_wait().error().kind, ErrorKind::job_expired);
  server.inject(Fault::status(404, R"({"error":"Output for this request ID )" + job.id() + R"( Not Found"})")
                    .on(Route::status)
                    .repeat_forever());
  const auto video = job.try_wait();
  EXPECT_EQ(video.error().kind, ErrorKind::job_expired);
  EXPECT_TRUE(holds(video.error().message, "Output for this request ID")) << video.error().message;
}

TEST_F(Contract, ADashedIdIsAnId) {
  fault(R"(submit:patch={"request_id":"7c9e6679-7425-40de-944b-e07fc1f90ae7"})");
  const auto job = client.try_submit(a_request());
  ASSERT_TRUE(job);
  EXPECT_EQ(job->id(), "7c9e6679-7425-40de-944b-e07fc1f90ae7");
}

TEST_F(Contract, AnIdIsOpaque) {
  for (const std::string id : {"job:17", "gen/17", "c2VnbWluZA==", "urn:uuid:7c9e6679+1"}) {
    server.inject(
        Fault::patch(R"({"poll_url":null,"status_url":null,"response_url":null,"request_id":")" + id + R"("})")
            .on(Route::submit));
    const auto job = client.try_submit(a_request());
    ASSERT_TRUE(job) << id << ": " << job.error().describe();
    EXPECT_EQ(job->id(), id);
  }
}

// -- What may be missing

TEST_F(Contract, ASizeIsAStringOrANumberOrWrong) {
  for (const std::string size : {"\"17\"", "17", "null", "\"many\""}) {
    fault("result:patch={\"video\":{\"file_size\":" + size + "}}");
    const auto video = client.submit(a_request()).try_wait();
    ASSERT_TRUE(video) << size << ": " << video.error().describe();
    EXPECT_EQ(video->bytes().view(), whole);
  }
}

TEST_F(Contract, CostsAndCreditsMayBeMissing) {
  fault("generate:bare");
  const Video direct = client.generate(a_request());
  EXPECT_FALSE(direct.receipt().cost);
  EXPECT_FALSE(direct.receipt().remaining_credits);
  EXPECT_FALSE(direct.receipt().request_id);
  for (const std::string metrics : {R"({"metrics":null})", R"({"metrics":{"cost":null%2C"remaining_credits":null}})"}) {
    fault("status:patch=" + metrics + ",times=2");
    fault("result:patch=" + metrics + ",times=2");
    const Video queued = client.submit(a_request()).wait();
    EXPECT_FALSE(queued.receipt().cost) << metrics;
    EXPECT_FALSE(queued.receipt().remaining_credits) << metrics;
    server.clear_faults();
  }
  EXPECT_EQ(client.spending().charged, 4U);
}

TEST_F(Contract, MetadataThatIsNoJsonHarmsNothing) {
  fault("generate:header=x-output-metadata: {seed: 42%2C,header=x-gpu-info: ?");
  const auto video = client.try_generate(a_request());
  ASSERT_TRUE(video) << video.error().describe();
  EXPECT_TRUE(video->receipt().cost);
}

// -- Around the model

TEST_F(Contract, AnAccountThatNeverHadCreditsHasNone) {
  fault(R"(credits:status=404,body={"error":"No credits found for the user"})");
  const auto credits = client.try_credits();
  ASSERT_TRUE(credits);
  EXPECT_EQ(credits->credits, 0);
}

TEST_F(Contract, AnUploadsAddressesAreReadFromEachName) {
  const std::string picture = png(300, 300);
  const auto* data = reinterpret_cast<const std::byte*>(picture.data());
  for (const std::string name : {"file_urls", "urls", "url"}) {
    fault("upload:body={\"" + name + "\":[\"https://files.example/a.png\"]}");
    EXPECT_EQ(client.upload(data, picture.size(), "image/png"), "https://files.example/a.png") << name;
  }
  fault(R"(upload:body={"url":"https://files.example/a.png"})");
  EXPECT_EQ(client.upload(data, picture.size(), "image/png"), "https://files.example/a.png");
}

}  // namespace
}  // namespace segmind::testing
