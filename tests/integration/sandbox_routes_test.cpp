// The sandbox against the service's contract: what each address answers, to a plain libcurl.

#include <gtest/gtest.h>

#include <future>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "sandbox_call.hpp"

namespace segmind::testing {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using sandbox::Counts;
using sandbox::Fault;
using sandbox::Route;
using sandbox::Server;

class SandboxRoutes : public ::testing::Test {
 protected:
  Server server{shipped_clips()};
  Caller call{server};
};

TEST_F(SandboxRoutes, AnswerAGenerationWithAClipAndWhatItCost) {
  const auto reply = call.generate(R"({"prompt":"A fox","duration":4,"resolution":"1080P","seed":7})");
  ASSERT_EQ(reply.code, CURLE_OK);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.header("Content-Type"), "video/mp4");
  EXPECT_EQ(reply.body.substr(4, 4), "ftyp");
  EXPECT_EQ(reply.header("x-cost"), "0.7500");
  EXPECT_EQ(reply.header("x-remaining-credits"), "99.2500");
  EXPECT_EQ(reply.header("x-seed-value"), "7");
  EXPECT_EQ(reply.header("x-request-id").size(), 32U);
  EXPECT_FALSE(reply.header("x-generation-time").empty());
}

TEST_F(SandboxRoutes, TellASeedThatWasLeftOutFromARandomOne) {
  EXPECT_EQ(call.generate(R"({"prompt":"A fox"})").header("x-seed-value"), "42");
  const auto one = call.generate(R"({"prompt":"A fox","seed":null})").header("x-seed-value");
  const auto two = call.generate(R"({"prompt":"A fox","seed":null})").header("x-seed-value");
  EXPECT_NE(one, two);
}

TEST(SandboxAnswers, NameTheClipsAddressInJsonWhenAsked) {
  auto options = shipped_clips();
  options.v1_answer = sandbox::V1Answer::json;
  Server server(options);
  Caller call(server);
  const auto reply = call.generate();
  ASSERT_EQ(reply.header("Content-Type"), "application/json");
  const auto url = json::parse(reply.body).at("output").get<std::string>();
  EXPECT_EQ(url.rfind(server.files_url() + "/", 0), 0U);
  call.key.clear();
  EXPECT_EQ(call.get(url).body.substr(4, 4), "ftyp");
}

TEST_F(SandboxRoutes, TakeAJobThroughTheQueue) {
  server.hold();
  const auto submitted = json::parse(call.submit().body);
  EXPECT_EQ(submitted.at("status"), "QUEUED");
  const auto id = submitted.at("request_id").get<std::string>();
  EXPECT_EQ(submitted.at("status_url"), server.base_url() + "/v2/requests/" + id + "/status");
  EXPECT_EQ(submitted.at("response_url"), server.base_url() + "/v2/requests/" + id);
  EXPECT_NE(json::parse(call.api_get("/v2/requests/" + id + "/status").body).at("status"), "COMPLETED");

  server.release();
  ASSERT_TRUE(server.wait_for([](const Counts& counts) { return counts.generations_completed == 1; }));
  EXPECT_EQ(json::parse(call.api_get("/v2/requests/" + id + "/status").body).at("status"), "COMPLETED");
  const auto result = json::parse(call.api_get("/v2/requests/" + id).body);
  EXPECT_EQ(result.at("metrics").at("cost"), 0.25);
  EXPECT_EQ(result.at("output"), result.at("video").at("url"));
  const auto clip = call.get(result.at("output"));
  EXPECT_EQ(std::to_string(clip.body.size()), result.at("video").at("file_size"));
}

TEST_F(SandboxRoutes, PassThroughTheStagesOfTheQueue) {
  server.set_generation_time(10min);
  const auto id = json::parse(call.submit().body).at("request_id").get<std::string>();
  EXPECT_EQ(json::parse(call.api_get("/v2/requests/" + id + "/status").body).at("status"), "QUEUED");
}

TEST_F(SandboxRoutes, ValidateAQueuedInputOnlyAfterQueueing) {
  const auto submitted = call.submit(R"({"prompt":"A fox","duration":99})");
  EXPECT_EQ(submitted.status, 200);
  const auto id = json::parse(submitted.body).at("request_id").get<std::string>();
  ASSERT_TRUE(server.wait_for([](const Counts& counts) { return counts.generations_failed == 1; }));
  const auto status = call.api_get("/v2/requests/" + id + "/status");
  EXPECT_EQ(status.status, 422);
  EXPECT_EQ(json::parse(status.body).at("status"), "FAILED");
  EXPECT_NE(json::parse(status.body).at("error").get<std::string>().find("duration"), std::string::npos);
  EXPECT_EQ(call.api_get("/v2/requests/" + id).status, 422);
  EXPECT_EQ(server.counts().generations_charged, 0U);
}

TEST(SandboxAnswers, TellAFailureUnderA200WhenAsked) {
  auto options = shipped_clips();
  options.failed_as = sandbox::FailedAs::status_200;
  Server server(options);
  Caller call(server);
  server.inject(Fault::failed_work("out of memory"));
  const auto id = json::parse(call.submit().body).at("request_id").get<std::string>();
  ASSERT_TRUE(server.wait_for([](const Counts& counts) { return counts.generations_failed == 1; }));
  const auto status = call.api_get("/v2/requests/" + id + "/status");
  EXPECT_EQ(status.status, 200);
  EXPECT_EQ(json::parse(status.body).at("error"), "out of memory");
}

TEST_F(SandboxRoutes, ForgetARecordThatHasExpired) {
  const auto id = json::parse(call.submit().body).at("request_id").get<std::string>();
  EXPECT_EQ(call.api_get("/v2/requests/" + id + "/status").status, 200);
  server.expire_jobs();
  const auto gone = call.api_get("/v2/requests/" + id + "/status");
  EXPECT_EQ(gone.status, 404);
  EXPECT_EQ(json::parse(gone.body).at("error"), "Request " + id + " not found");
}

TEST_F(SandboxRoutes, KnowAJobAtTheNamedAddressesAlone) {
  const auto id = json::parse(call.submit().body).at("request_id").get<std::string>();
  const auto elsewhere = call.api_get("/v1/requests/" + id);
  EXPECT_EQ(elsewhere.status, 404);
  EXPECT_EQ(json::parse(elsewhere.body).at("error"), "Output for this request ID " + id + " Not Found");

  auto options = shipped_clips();
  options.jobs_at = sandbox::JobsAt::v1;
  Server other(options);
  Caller there(other);
  const auto submitted = json::parse(there.submit().body);
  const auto name = submitted.at("request_id").get<std::string>();
  EXPECT_EQ(submitted.at("poll_url"), other.base_url() + "/v1/requests/" + name);
  ASSERT_TRUE(other.wait_for([](const Counts& counts) { return counts.generations_completed == 1; }));
  EXPECT_EQ(json::parse(there.get(submitted.at("status_url")).body).at("status"), "COMPLETED");
  EXPECT_TRUE(json::parse(there.get(submitted.at("poll_url")).body).contains("output"));
  EXPECT_EQ(there.api_get("/v2/requests/" + name + "/status").status, 404);
}

TEST(SandboxAnswers, ExpireRecordsByTheirAge) {
  auto options = shipped_clips();
  options.job_lifetime = 1ms;
  Server server(options);
  Caller call(server);
  const auto id = json::parse(call.submit().body).at("request_id").get<std::string>();
  // Each further request takes a while; a handful of them take more than a millisecond.
  long status = 200;
  for (int i = 0; i < 1000 && status == 200; ++i) status = call.api_get("/v2/requests/" + id).status;
  EXPECT_EQ(status, 404);
}

TEST_F(SandboxRoutes, AskForTheKey) {
  for (const char* key : {"", "SG_another000000000"}) {
    call.key = key;
    const auto reply = call.generate();
    EXPECT_EQ(reply.status, 401);
    EXPECT_EQ(json::parse(reply.body).at("error"), "Missing Authorization or x-api-key in header");
  }
  call.key.clear();
  call.more_headers = {"Authorization: Bearer " + server.api_key()};
  EXPECT_EQ(call.generate().status, 401);
  EXPECT_EQ(server.counts().generations_started, 0U);
}

// As resellers do.
TEST(SandboxPrompts, ThatAreTooLongAreRefusedOrCutWithoutAWord) {
  auto options = shipped_clips();
  for (const auto& [field, most] : {std::pair("prompt", 5000), std::pair("negative_prompt", 500)}) {
    json body = {{"prompt", "a"}, {"duration", 2}};
    body[field] = std::string(static_cast<std::size_t>(most) + 1, 'x');
    options.cut_prompts = false;
    Server strict(options);
    EXPECT_EQ(Caller(strict).generate(body.dump()).status, 406) << field;
    options.cut_prompts = true;
    Server lenient(options);
    EXPECT_EQ(Caller(lenient).generate(body.dump()).status, 200) << field;
    EXPECT_EQ(lenient.counts().generations_charged, 1U) << field;
    body[field] = 7;
    EXPECT_NE(Caller(lenient).generate(body.dump()).status, 200) << field;
  }
}

/// `start`, then so many arrays within each other in place of a value, then `end`.
std::string deep(const std::string& start, std::size_t levels, const std::string& end = "}") {
  return start + std::string(levels, '[') + std::string(levels, ']') + end;
}

const std::string nul_and_more("\0 garbage", 9);

struct Refused {
  std::string body;
  long status;
  const char* names;
};

class SandboxRefuses : public ::testing::TestWithParam<Refused> {};

TEST_P(SandboxRefuses, ABodyThatTheModelWouldNotTake) {
  Server server(shipped_clips());
  Caller call(server);
  const auto reply = call.generate(GetParam().body);
  EXPECT_EQ(reply.status, GetParam().status);
  EXPECT_NE(reply.body.find(GetParam().names), std::string::npos) << reply.body;
  EXPECT_EQ(server.counts().generations_charged, 0U);
}

INSTANTIATE_TEST_SUITE_P(
    Bodies, SandboxRefuses,
    ::testing::Values(Refused{"{", 400, "JSON"}, Refused{"[]", 400, "JSON"},
                      Refused{R"({"prompt":"x"})" + nul_and_more, 400, "Malformed JSON body"},
                      Refused{deep(R"({"prompt":"a","duration":)", 100'000), 400, "Malformed JSON body"},
                      Refused{deep(R"({"prompt":"a","duration":)", 64), 400, "Malformed JSON body"},
                      Refused{deep(R"({"prompt":"a","duration":)", 63), 406, "duration"}, Refused{"{}", 400, "prompt"},
                      Refused{R"({"prompt":" "})", 400, "prompt"}, Refused{R"({"prompt":7})", 400, "prompt"},
                      Refused{R"({"prompt":"a","duration":16})", 406, "duration"},
                      Refused{R"({"prompt":"a","duration":"5"})", 406, "duration"},
                      Refused{R"({"prompt":"a","resolution":"4K"})", 406, "resolution"},
                      Refused{R"({"prompt":"a","seed":-1})", 406, "seed"},
                      Refused{R"({"prompt":"a","seed":18446744073709551615})", 406, "seed"},
                      Refused{R"({"prompt":"a","duration":11,"reference_videos":"https://example.com/1.mp4"})", 406,
                              "duration"},
                      Refused{R"({"prompt":"a","reference_images":[1]})", 406, "reference_images"},
                      Refused{R"({"prompt":"a","reference_images":"data:image/png;base64,AA=="})", 406, "data URLs"},
                      Refused{R"({"prompt":"a","reference_voice":"ftp://example.com/a"})", 406, "reference_voice"}));

// A model that takes every object has it in the records, too.
TEST_F(SandboxRoutes, RefuseABodyThatIsTooDeepForEveryModelAndKeepNone) {
  server.serve("any", {});
  for (const std::string& body : {deep(R"({"a":)", 100'000), R"({"a":1})" + nul_and_more}) {
    for (const char* path : {"/v1/any", "/v2/any"}) EXPECT_EQ(call.api_post(path, body).status, 400) << path;
  }
  EXPECT_EQ(call.api_post("/v1/any", deep(R"({"a":"]\"[[","b":)", 63)).status, 200)
      << "brackets in a text are no levels";
  EXPECT_EQ(server.records().size(), 1U);
  EXPECT_EQ(call.api_get("/inference-request/request-history").status, 200);
}

TEST_F(SandboxRoutes, TakeOneReferenceAsAStringAndSeveralAsAnArray) {
  EXPECT_EQ(call.generate(R"({"prompt":"a","reference_images":"https://example.com/1.png"})").status, 200);
  EXPECT_EQ(call.generate(R"({"prompt":"a","reference_images":["https://example.com/1.png","https://example.com/2.png"],
                              "reference_videos":["https://example.com/1.mp4"]})")
                .status,
            200);
}

TEST_F(SandboxRoutes, RefuseAWrongContentTypeAMethodAndAModel) {
  call.content_type = "text/plain";
  EXPECT_EQ(call.generate().status, 406);
  call.content_type = "application/json; charset=utf-8";
  EXPECT_EQ(call.generate().status, 200);

  const auto method = call.perform("DELETE", server.base_url() + "/v1/wan2.7-r2v", nullptr);
  EXPECT_EQ(method.status, 405);
  EXPECT_EQ(method.header("Content-Type").rfind("text/html", 0), 0U);

  const auto model = call.api_post("/v1/another-model", "{}");
  EXPECT_EQ(model.status, 404);
  EXPECT_TRUE(json::parse(model.body).contains("error"));
}

TEST_F(SandboxRoutes, TakeUploadsAndServeThemWithTheirType) {
  const auto reply = call.api_post("/upload-asset", R"({"data_urls":["data:image/jpeg;base64,aGVsbG8=",
                                                                      "data:audio/wav;base64,d29ybGQh"]})");
  ASSERT_EQ(reply.status, 200);
  const auto urls = json::parse(reply.body).at("file_urls");
  ASSERT_EQ(urls.size(), 2U);
  const auto first = call.get(urls[0]);
  EXPECT_EQ(first.body, "hello");
  EXPECT_EQ(first.header("Content-Type"), "image/jpeg");
  const auto second = call.get(urls[1]);
  EXPECT_EQ(second.body, "world!");
  EXPECT_EQ(second.header("Content-Type"), "audio/wav");
  EXPECT_EQ(server.counts().keys_on_files_origin, 2U);
}

TEST_F(SandboxRoutes, TakeALargeUpload) {
  const std::string text(8 * 1024 * 1024, 'A');  // Base64 of zeros.
  const auto reply =
      call.api_post("/upload-asset", R"({"name":"a \"b\"","data_urls":["data:image/png;base64,)" + text + R"("]})");
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(call.get(json::parse(reply.body).at("file_urls")[0]).body, std::string(6 * 1024 * 1024, '\0'));
}

TEST_F(SandboxRoutes, RefuseAnUploadThatIsNone) {
  const std::string bodies[] = {"",
                                "{}",
                                R"({"data_urls":[]})",
                                R"({"data_urls":["http://example.com"]})",
                                R"({"data_urls":["data:image/png;base64,abc"]})",
                                R"({"data_urls":["data:image/png;base64,a*bc"]})",
                                R"({"data_urls":["data:image/png;base64,AAAA"]})" + nul_and_more,
                                deep(R"({"data_urls":["data:image/png;base64,AAAA"],"more":)", 100'000)};
  for (const std::string& body : bodies) {
    EXPECT_EQ(call.api_post("/upload-asset", body).status, 400) << body;
  }
}

TEST(SandboxAnswers, NameUploadsAsAnyOfTheThreeWays) {
  const std::string body = R"({"data_urls":["data:image/png;base64,AAAA"]})";
  auto options = shipped_clips();
  options.upload_answer = sandbox::UploadAnswer::urls;
  Server urls(options);
  EXPECT_TRUE(json::parse(Caller(urls).api_post("/upload-asset", body).body).at("urls").is_array());
  options.upload_answer = sandbox::UploadAnswer::url;
  Server url(options);
  EXPECT_TRUE(json::parse(Caller(url).api_post("/upload-asset", body).body).at("url").is_string());
}

TEST_F(SandboxRoutes, TellTheCredits) {
  server.set_credits(12.5);
  const auto credits = json::parse(call.api_get("/v1/get-user-credits").body);
  EXPECT_EQ(credits.at("credits"), 12.5);
  EXPECT_EQ(credits.at("free-credits"), 0.0184);
}

TEST(SandboxAnswers, KeepTheRateLimitAndSayWhenToComeBack) {
  auto options = shipped_clips();
  options.requests_per_minute = 2;
  options.retry_hint = sandbox::RetryHint::both;
  Server server(options);
  Caller call(server);
  EXPECT_EQ(call.api_get("/v1/get-user-credits").status, 200);
  EXPECT_EQ(call.api_get("/v1/get-user-credits").status, 200);
  const auto limited = call.generate();
  EXPECT_EQ(limited.status, 429);
  const auto wait = std::stoi(limited.header("Retry-After"));
  EXPECT_GT(wait, 0);
  EXPECT_LE(wait, 60);
  EXPECT_FALSE(limited.header("x-rate-limit-reset-at-utc").empty());
  EXPECT_EQ(server.counts().rate_limited, 1U);
  EXPECT_EQ(server.counts().generations_started, 0U);
}

TEST_F(SandboxRoutes, RememberEachRequest) {
  call.generate(R"({"prompt":"remember me"})");
  call.api_get("/v2/requests/nobody/status?x=1");
  const auto seen = server.requests();
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].route, Route::generate);
  EXPECT_EQ(seen[0].method, "POST");
  EXPECT_EQ(seen[0].body, R"({"prompt":"remember me"})");
  EXPECT_EQ(seen[0].header("X-API-KEY"), server.api_key());
  EXPECT_EQ(seen[0].status, 200);
  EXPECT_EQ(seen[1].route, Route::status);
  EXPECT_EQ(seen[1].target, "/v2/requests/nobody/status?x=1");
  EXPECT_EQ(seen[1].status, 404);
  EXPECT_EQ(seen[0].connection, seen[1].connection) << "kept alive and used again";
  EXPECT_FALSE(seen[1].files_origin);
}

TEST_F(SandboxRoutes, GiveEveryAnswerOfTheApiAnIdOfItsOwn) {
  const auto first = call.api_get("/v1/get-user-credits").header("x-request-id");
  call.key.clear();
  const auto refused = call.generate().header("x-request-id");
  server.inject(Fault::status(502));
  const auto faulty = call.generate().header("x-request-id");
  EXPECT_EQ(first.size(), 32U);
  EXPECT_EQ(refused.size(), 32U);
  EXPECT_EQ(faulty.size(), 32U);
  EXPECT_NE(first, refused);
  EXPECT_TRUE(server.requests().back().fault);
}

TEST(SandboxOptions, ThatMakeNoSenseAreRefused) {
  auto options = shipped_clips();
  options.certificate_file = "only-one.pem";
  EXPECT_THROW(Server{options}, std::invalid_argument);
  options.private_key_file = "neither-is-there.pem";
  EXPECT_THROW(Server{options}, std::runtime_error);
}

struct Senseless {
  const char* named;  ///< What the refusal speaks of.
  void (*set)(sandbox::Options&);
};

TEST(SandboxOptions, ThatMakeNoSenseAreRefusedByTheirName) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  constexpr double infinite = std::numeric_limits<double>::infinity();
  const Senseless all[] = {
      {"credits", [](sandbox::Options& options) { options.credits = nan; }},
      {"credits", [](sandbox::Options& options) { options.credits = infinite; }},
      {"credits", [](sandbox::Options& options) { options.credits = -1; }},
      {"free credits", [](sandbox::Options& options) { options.free_credits = nan; }},
      {"free credits", [](sandbox::Options& options) { options.free_credits = -infinite; }},
      {"key", [](sandbox::Options& options) { options.api_key = ""; }},
      {"key", [](sandbox::Options& options) { options.api_key = "SG_\n0"; }},
      {"key", [](sandbox::Options& options) { options.api_key = std::string("SG\0", 3); }},
      {"key", [](sandbox::Options& options) { options.api_key = "SG_\x7f"; }},
      {"key", [](sandbox::Options& options) { options.api_key = " SG_0"; }},
      {"host", [](sandbox::Options& options) { options.host = ""; }},
      {"host", [](sandbox::Options& options) { options.host = "local host"; }},
      {"host", [](sandbox::Options& options) { options.host = "http://localhost"; }},
      {"host", [](sandbox::Options& options) { options.host = "localhost:80"; }},
      {"host", [](sandbox::Options& options) { options.host = "local..host"; }},
      {"host", [](sandbox::Options& options) { options.host = "localhost\r\nx: y"; }},
      {"host", [](sandbox::Options& options) { options.host = std::string(254, 'a'); }},
  };
  for (const Senseless& one : all) {
    auto options = shipped_clips();
    one.set(options);
    try {
      Server{options};
      ADD_FAILURE() << "taken: " << one.named << ' ' << &one - all;
    } catch (const std::invalid_argument& refusal) {
      EXPECT_NE(std::string(refusal.what()).find(one.named), std::string::npos) << refusal.what();
      EXPECT_EQ(std::string(refusal.what()).find("SG"), std::string::npos) << "a key is shown";
    }
  }
  for (const char* host : {"localhost", "127.0.0.1", "clips.example-1.test", "localhost."}) {
    auto options = shipped_clips();
    options.host = host;
    EXPECT_NO_THROW(Server{options}) << host;
  }
}

TEST(SandboxOptions, ATimeBeyondWhatAnyClockCountsIsForEver) {
  auto options = shipped_clips();
  options.job_lifetime = options.file_lifetime = options.rate_window = std::chrono::milliseconds::max();
  options.requests_per_minute = 3;
  Server server(options);
  Caller call(server);
  const auto submitted = json::parse(call.submit().body);
  EXPECT_EQ(call.get(submitted.at("status_url")).status, 200);
  EXPECT_EQ(call.get(server.add_file("x", "text/plain")).status, 200);
  EXPECT_EQ(call.api_get("/v1/get-user-credits").status, 200);
  EXPECT_EQ(call.api_get("/v1/get-user-credits").status, 429);
  call.timeout_ms = 500;
  std::promise<void> waits;
  auto late = std::async(std::launch::async, [&] {
    waits.get_future().wait();
    call.api_get("/nowhere");
  });
  bool looked = false;
  const auto has_come = [&](const Counts& counts) {
    if (!std::exchange(looked, true)) waits.set_value();
    return counts.other == 1;
  };
  EXPECT_TRUE(server.wait_for(has_come, std::chrono::milliseconds::max()));
  late.get();
  EXPECT_FALSE(server.wait_for([](const Counts&) { return false; }, std::chrono::milliseconds::min()));
}

TEST(SandboxOptions, APortThatIsTakenIsSaid) {
  Server first(shipped_clips());
  auto options = shipped_clips();
  options.port = first.port();
  EXPECT_THROW(Server{options}, std::runtime_error);
}

}  // namespace
}  // namespace segmind::testing
