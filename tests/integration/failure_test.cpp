#if !defined(_WIN32)
#  include <sys/resource.h>
#  include <unistd.h>
#endif

#include "service.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

struct Expected {
  int status;
  ErrorKind kind;
  Charge charge;
};

// Every status of the wire contract, and a few that it does not list.
const Expected statuses[] = {
    {400, ErrorKind::bad_request, Charge::none},
    {401, ErrorKind::unauthorized, Charge::none},
    {402, ErrorKind::insufficient_credits, Charge::none},
    {403, ErrorKind::forbidden, Charge::none},
    {404, ErrorKind::not_found, Charge::none},
    {405, ErrorKind::http, Charge::none},
    {408, ErrorKind::http, Charge::possible},
    {410, ErrorKind::http, Charge::none},
    {499, ErrorKind::http, Charge::possible},
    {520, ErrorKind::http, Charge::possible},
    {522, ErrorKind::gateway_timeout, Charge::possible},
    {524, ErrorKind::gateway_timeout, Charge::possible},
    {529, ErrorKind::http, Charge::possible},
    {418, ErrorKind::http, Charge::none},
    {429, ErrorKind::rate_limited, Charge::none},
    {500, ErrorKind::server_error, Charge::possible},
    {502, ErrorKind::bad_gateway, Charge::possible},
    {503, ErrorKind::http, Charge::possible},
    {504, ErrorKind::gateway_timeout, Charge::possible},
    {204, ErrorKind::bad_response, Charge::possible},
    {302, ErrorKind::http, Charge::none},
};

struct Shape {
  const char* body;
  const char* type;
  const char* words;  // of the service; empty where it says nothing
};

const Shape shapes[] = {
    {R"({"error":"the words"})", "application/json", "the words"},
    {R"({"message":"the words"})", "application/json", "the words"},
    {R"({"detail":"the words"})", "application/json", "the words"},
    {R"({"error":"code","error_description":"the words"})", "application/json", "the words"},
    {R"({"error":{"message":"the words"}})", "application/json", "the words"},
    {"the words", "text/plain", "the words"},
    {"<html><head><title>the words</title></head><body><h1>no</h1></body></html>", "text/html", "the words"},
    {"", "text/plain", ""},
    {"{\"error\":\"cut sh", "application/json", ""},
    {"[[[[1,2,3", "application/json", ""},
    {"\xff\xfe\x00\x1b[31m", "application/octet-stream", ""},
};

class Failure : public BareService {};

TEST_F(Failure, EveryStatusBecomesItsKindAndChargeUnderEveryBodyShape) {
  for (const Expected& expected : statuses) {
    for (const Shape& shape : shapes) {
      SCOPED_TRACE(std::to_string(expected.status) + ' ' + shape.body);
      server.inject(
          Fault::status(expected.status, shape.body, shape.type).header("x-request-id", "id-7").on(Route::generate));
      const auto before = server.counts().generate;
      Client fresh(bare_options_for(server));  // one that a 429 has not made wait
      const auto video = fresh.try_generate(a_request());
      ASSERT_FALSE(video);
      const Error& error = video.error();
      // A page under 403 is a gateway's, which knows no account.
      const bool is_challenge = expected.status == 403 && shape.type == std::string("text/html");
      EXPECT_EQ(error.kind, is_challenge ? ErrorKind::http : expected.kind);
      EXPECT_EQ(error.http_status, expected.status);
      EXPECT_EQ(error.charge, expected.charge);
      EXPECT_EQ(error.attempts, 1);
      EXPECT_FALSE(error.message.empty());
      EXPECT_EQ(error.request_id, "id-7");
      if (expected.status != 204) {
        EXPECT_NE(error.message.find(shape.words), std::string::npos) << error.message;
      }
      EXPECT_EQ(error.message.find('\x1b'), std::string::npos);
      EXPECT_EQ(server.counts().generate, before + 1);
    }
  }
}

template <typename Class>
void expect_thrown(sandbox::Server& server, Client& client, Fault fault) {
  server.inject(fault.on(Route::generate));
  EXPECT_THROW(client.generate(a_request()), Class);
}

TEST_F(Failure, ThrowsTheClassOfTheStatus) {
  expect_thrown<BadRequestError>(server, client, Fault::status(400));
  expect_thrown<UnauthorizedError>(server, client, Fault::status(401));
  expect_thrown<InsufficientCreditsError>(server, client, Fault::status(402));
  expect_thrown<InsufficientCreditsError>(
      server, client, Fault::status(406, R"({"error":"Insufficient credits. You have 0.0 credits."})"));
  expect_thrown<HttpError>(server, client, Fault::status(406, R"({"error":"resolution: 480P is not supported"})"));
  expect_thrown<ForbiddenError>(server, client, Fault::status(403));
  expect_thrown<NotFoundError>(server, client, Fault::status(404));
  expect_thrown<RateLimitedError>(server, client, Fault::status(429));
  expect_thrown<ServerError>(server, client, Fault::status(500));
  expect_thrown<BadGatewayError>(server, client, Fault::status(502));
  expect_thrown<GatewayTimeoutError>(server, client, Fault::status(504));
  expect_thrown<HttpError>(server, client, Fault::status(410));
  expect_thrown<BadResponseError>(server, client, Fault::body("not a clip", "video/mp4"));
  expect_thrown<ConnectionError>(server, client, Fault::no_answer());
}

TEST_F(Failure, TellsTheRealRefusalsOfTheService) {
  ClientOptions options = bare_options_for(server);
  options.api_key = "SG_wrong";
  Client stranger(options);
  EXPECT_EQ(stranger.try_generate(a_request()).error().kind, ErrorKind::unauthorized);
  server.set_credits(0.01);
  const auto poor = client.try_generate(a_request());
  EXPECT_EQ(poor.error().kind, ErrorKind::insufficient_credits);
  EXPECT_NE(poor.error().message.find("credits"), std::string::npos) << poor.error().message;
  EXPECT_EQ(server.counts().generations_charged, 0U);
}

TEST_F(Failure, CarriesHowLongTheServiceAsksToWait) {
  server.inject(Fault::status(429).header("Retry-After", "7").on(Route::generate));
  EXPECT_EQ(client.try_generate(a_request()).error().retry_after, 7000ms);
}

TEST_F(Failure, A200WithoutAClipIsChargedAndSaysWhatCame) {
  for (const char* body : {"", "{}", "[]", "null", "<html>maintenance</html>", R"({"output":17})",
                           R"({"output":"not an address"})", R"({"output":""})", "{\"output\":",
                           R"({"status":"FAILED","error":"NSFW content"})", "\x00\x00\x00\x18moov----"}) {
    SCOPED_TRACE(body);
    server.inject(Fault::body(body).on(Route::generate));
    const auto video = client.try_generate(a_request());
    ASSERT_FALSE(video);
    EXPECT_EQ(video.error().kind, ErrorKind::bad_response);
    EXPECT_EQ(video.error().charge, Charge::charged);
    EXPECT_EQ(video.error().http_status, 200);
    EXPECT_FALSE(video.error().request_id.empty());
  }
}

// It is paid for: whatever names it, in a shape that nobody has seen yet, must reach the user.
TEST_F(Failure, AnAnswerWithoutAnAddressIsShown) {
  const std::string path(300, 'p');
  for (const std::string& body : {R"({"message":"done","clips":{"first":"s3://)" + path + R"(/a.mp4"}})",
                                  R"({"clips":["s3://)" + path + R"(/a.mp4"]})", "s3://" + path + "/a.mp4"}) {
    server.inject(Fault::body(body).on(Route::generate));
    const auto video = client.try_generate(a_request());
    ASSERT_FALSE(video);
    EXPECT_EQ(video.error().charge, Charge::charged);
    EXPECT_NE(video.error().message.find("s3://" + path + "/a.mp4"), std::string::npos) << video.error().message;
  }
  const Job job = client.submit(a_request());
  server.inject(Fault::body(R"({"status":"COMPLETED","clips":["s3://a.mp4"]})").on(Route::status).repeat_forever());
  server.inject(Fault::body(R"({"status":"COMPLETED","clips":["s3://b.mp4"]})").on(Route::result).repeat_forever());
  CallOptions call;
  call.timeout = 1s;
  const auto video = job.try_wait(call);
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().charge, Charge::charged);
  EXPECT_NE(video.error().message.find("s3://"), std::string::npos) << video.error().message;
}

TEST_F(Failure, AQueuesAnswerWithoutAnAddressIsShownBesideItsErrorOrKept) {
  const std::string small = R"({"status":"COMPLETED","error":"partial","clips":["s3://a.mp4"]})";
  const std::string large = R"({"status":"COMPLETED","error":"partial","b64":")" + std::string(20'000, 'A') + "\"}";
  const TemporaryFolder folder;
  for (const std::string& body : {small, large}) {
    const Job job = client.submit(a_request());
    server.inject(Fault::body(body).on(Route::status).repeat_forever());
    server.inject(Fault::body(body).on(Route::result).repeat_forever());
    for (const bool has_time : {false, true}) {
      CallOptions call;
      call.timeout = has_time ? 10s : 300ms;
      const Error error = job.try_wait(call).error();
      EXPECT_EQ(error.charge, Charge::charged);
      EXPECT_NE(error.message.find("partial"), std::string::npos) << error.message;
      if (body == small) {
        EXPECT_NE(error.message.find("s3://a.mp4"), std::string::npos) << error.message;
        EXPECT_FALSE(error.rescued);
        continue;
      }
      ASSERT_TRUE(error.rescued) << error.describe();
      EXPECT_TRUE(error.rescued->bytes().view() == body);
      call.sink = Sink::file(folder.file("clip.mp4"));
      const Error of_file = job.try_wait(call).error();
      ASSERT_EQ(folder.entries(), 1U);
      const std::string part = std::filesystem::directory_iterator(folder.path())->path().string();
      EXPECT_NE(of_file.describe().find(part), std::string::npos) << of_file.describe();
      EXPECT_TRUE(content_of(part) == body);
      std::filesystem::remove(part);
    }
    server.clear_faults();
  }
}

// The next wait has the same name for what arrives, and the queue may know nothing any more.
TEST_F(Failure, AnAnswerThatIsKeptOutlivesTheNextWaitForItsJob) {
  const std::string body = R"({"status":"COMPLETED","error":"partial","b64":")" + std::string(20'000, 'A') + "\"}";
  const TemporaryFolder folder;
  const Job job = client.submit(a_request());
  for (const Route route : {Route::status, Route::result}) server.inject(Fault::body(body).on(route).repeat_forever());
  CallOptions call;
  call.timeout = 300ms;
  call.sink = Sink::file(folder.file("clip.mp4"));
  EXPECT_FALSE(job.try_wait(call));
  ASSERT_EQ(folder.entries(), 1U);
  const std::string kept = std::filesystem::directory_iterator(folder.path())->path().string();
  server.clear_faults();
  for (const Route route : {Route::status, Route::result, Route::records})
    server.inject(Fault::status(404).on(route).repeat_forever());
  EXPECT_FALSE(job.try_wait(call));
  EXPECT_TRUE(std::filesystem::exists(kept) && content_of(kept) == body);
  server.clear_faults();
  EXPECT_TRUE(job.try_wait(call));
  EXPECT_TRUE(is_clip(content_of(folder.file("clip.mp4"))));
  EXPECT_TRUE(content_of(kept) == body);
}

TEST_F(Failure, AQueuesAnswerWithoutAnAddressIsNotForgottenForALaterOneThatSaysLess) {
  const std::string body = R"({"status":"COMPLETED","clips":["s3://a.mp4"]})";
  const Job job = client.submit(a_request());
  server.inject(Fault::body(body).on(Route::status).repeat_forever());
  server.inject(Fault::status(500).on(Route::result).repeat_forever());
  CallOptions call;
  call.timeout = 300ms;
  const Error error = job.try_wait(call).error();
  EXPECT_NE(error.message.find(body), std::string::npos) << error.message;
  EXPECT_FALSE(error.rescued);
}

TEST_F(Failure, WhatWasNotFoundIsNamed) {
  ClientOptions options = bare_options_for(server);
  options.base_url += "/api";
  for (const Error& error :
       {Client(options).try_generate(a_request()).error(), Client(options).try_submit(a_request()).error()}) {
    EXPECT_EQ(error.kind, ErrorKind::not_found);
    EXPECT_NE(error.message.find(options.base_url + "/v"), std::string::npos) << error.message;
    EXPECT_EQ(error.describe().find("id if"), std::string::npos) << error.describe();
  }
}

TEST_F(Failure, ErrorWordsInA200AreTold) {
  server.inject(Fault::body(R"({"error":"The reference could not be read"})").on(Route::generate));
  EXPECT_NE(client.try_generate(a_request()).error().message.find("The reference could not be read"),
            std::string::npos);
}

TEST_F(Failure, ACutBeforeTheAnswerMayHaveCostMoney) {
  for (const auto ending : {Fault::Ending::fin, Fault::Ending::reset}) {
    server.inject(Fault::no_answer(ending).on(Route::generate));
    const auto video = client.try_generate(a_request());
    EXPECT_EQ(video.error().kind, ErrorKind::connection);
    EXPECT_EQ(video.error().charge, Charge::possible);
  }
  EXPECT_EQ(server.counts().generate, 2U);
  EXPECT_EQ(server.counts().generations_charged, 2U);
}

// libcurl reports an answer whose head is cut as a success with an empty body.
TEST_F(Failure, ACutInsideTheHeadIsNoAnswer) {
  for (const std::uint64_t bytes : {1U, 9U, 15U, 40U, 80U}) {
    server.inject(Fault::cut(bytes).on(Route::generate));
    const auto video = client.try_generate(a_request());
    ASSERT_FALSE(video) << bytes;
    EXPECT_EQ(video.error().kind, ErrorKind::connection) << bytes;
    EXPECT_EQ(video.error().charge, Charge::possible) << bytes;
  }
}

TEST_F(Failure, ACutInsideTheBodyIsChargedAndLost) {
  for (const std::uint64_t bytes : {0U, 1U, 7U, 100U, 2000U}) {
    server.inject(Fault::cut_body(bytes).on(Route::generate));
    const auto video = client.try_generate(a_request());
    ASSERT_FALSE(video) << bytes;
    EXPECT_EQ(video.error().charge, Charge::charged) << bytes;
  }
}

TEST_F(Failure, ABodyWithoutALengthThatIsCutIsNotTakenForAClip) {
  server.inject(Fault::unframed(2000).on(Route::generate));
  const auto video = client.try_generate(a_request());
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().kind, ErrorKind::bad_response);
  EXPECT_EQ(video.error().charge, Charge::charged);
  server.inject(Fault::unframed().on(Route::generate));
  EXPECT_TRUE(is_clip(client.generate(a_request()).bytes().view()));
}

TEST_F(Failure, GarbageInsteadOfHttpMayHaveCostMoney) {
  server.inject(Fault::garbage().on(Route::generate));
  const auto video = client.try_generate(a_request());
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().charge, Charge::possible);
}

#if !defined(_WIN32)

// A limit below the lowest free number: not one file or socket more can be opened.
class NoDescriptors {
 public:
  NoDescriptors() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const int free = ::dup(0);
    ::close(free);
    rlimit limit = before_;
    limit.rlim_cur = static_cast<rlim_t>(free);
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
  ~NoDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

TEST_F(Failure, TheLimitOfOpenFilesIsNamedWhereNoMoreCanBeOpened) {
  ASSERT_TRUE(client.try_generate(a_request()));
  Result<Video> video = Error();
  {
    const NoDescriptors none;
    video = client.try_generate(a_request());
  }
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().kind, ErrorKind::connection);
  EXPECT_EQ(video.error().charge, Charge::none);
  EXPECT_NE(video.error().message.find("ulimit -n"), std::string::npos) << video.error().message;
  EXPECT_TRUE(client.try_generate(a_request()));
  EXPECT_EQ(paid_posts(), 2U);
}

#endif

TEST_F(Failure, NothingIsSentWhereNobodyListens) {
  ClientOptions options = bare_options_for(server);
  {
    sandbox::Server gone(quick());
    options.base_url = gone.base_url();
  }
  Client lost(options);
  const auto video = lost.try_generate(a_request());
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().kind, ErrorKind::connection);
  EXPECT_EQ(video.error().charge, Charge::none);
  EXPECT_EQ(video.error().attempts, 1);
  EXPECT_EQ(video.error().message.find("ulimit"), std::string::npos) << video.error().message;
}

TEST_F(Failure, ABrokenDownloadOfAPaidClipIsChargedAndSaysWhereItIs) {
  server.inject(Fault::body(R"({"output":")" + server.files_url() + R"(/nothing.mp4"})").on(Route::generate));
  const auto video = client.try_generate(a_request());
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().charge, Charge::charged);
  EXPECT_EQ(video.error().kind, ErrorKind::http);
  EXPECT_EQ(video.error().http_status, 404);
  EXPECT_EQ(video.error().describe().find("base_url"), std::string::npos) << video.error().describe();
  EXPECT_EQ(video.error().address, server.files_url() + "/nothing.mp4");
}

}  // namespace
}  // namespace segmind::testing
