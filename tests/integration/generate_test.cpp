#include "service.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

class Generate : public Service {};

TEST_F(Generate, ReturnsTheClipWithItsReceipt) {
  const Video video = client.generate(a_request());
  EXPECT_TRUE(is_clip(video.bytes().view()));
  EXPECT_EQ(video.size(), video.bytes().size());
  EXPECT_EQ(video.content_type(), "video/mp4");
  EXPECT_TRUE(video.receipt().request_id.has_value());
  EXPECT_DOUBLE_EQ(video.receipt().cost.value(), 0.25);
  EXPECT_DOUBLE_EQ(video.receipt().remaining_credits.value(), 99.75);
  EXPECT_EQ(video.receipt().seed.value(), 42);
  EXPECT_TRUE(video.receipt().generation_time.has_value());
}

TEST_F(Generate, SendsTheExactBodyOnceWithKeyAndContentType) {
  const auto request = a_request();
  client.generate(request);
  const auto seen = server.requests();
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].method, "POST");
  EXPECT_EQ(seen[0].target, "/v1/wan2.7-r2v");
  EXPECT_EQ(seen[0].body, request.to_json());
  EXPECT_EQ(seen[0].header("x-api-key"), server.api_key());
  EXPECT_EQ(seen[0].header("content-type"), "application/json");
}

TEST_F(Generate, DownloadsTheClipThatAJsonAnswerNamesWithoutTheKey) {
  sandbox::Options sandbox = quick();
  sandbox.v1_answer = sandbox::V1Answer::json;
  sandbox::Server other(sandbox);
  Client there(options_for(other));
  EXPECT_TRUE(is_clip(there.generate(a_request()).bytes().view()));
  EXPECT_EQ(other.counts().download, 1U);
  EXPECT_EQ(other.counts().keys_on_files_origin, 0U);
  for (const auto& seen : other.requests()) {
    if (seen.files_origin) {
      EXPECT_TRUE(seen.header("x-api-key").empty());
    }
  }
}

TEST_F(Generate, FindsTheAddressWhereverJsonHoldsIt) {
  const std::string url = server.add_file(std::string(client.generate(a_request()).bytes().view()), "video/mp4");
  for (const std::string& body :
       std::vector<std::string>{R"({"output":")" + url + R"("})", R"({"output":[")" + url + R"("]})",
                                R"({"output":{"url":")" + url + R"("}})", R"({"video":{"url":")" + url + R"("}})",
                                R"({"video":[{"url":")" + url + R"("}]})", R"({"videos":[{"url":")" + url + R"("}]})",
                                R"({"error":null,"output":{"video":{"url":")" + url + R"("}}})"}) {
    server.inject(Fault::body(body).on(Route::generate));
    const auto video = client.try_generate(a_request());
    ASSERT_TRUE(video) << body << "\n" << video.error().describe();
    EXPECT_TRUE(is_clip(video->bytes().view())) << body;
  }
}

TEST_F(Generate, TakesAClipUnderASuccessThatIsSpelledOtherwise) {
  const std::string clip(client.generate(a_request()).bytes().view());
  const std::string url = server.add_file(clip, "video/mp4");
  for (const int status : {201, 203}) {
    server.inject(Fault::status(status, clip, "video/mp4").on(Route::generate));
    const auto video = client.try_generate(a_request());
    ASSERT_TRUE(video) << video.error().describe();
    EXPECT_EQ(video->bytes().view(), clip);
    server.inject(Fault::status(status, R"({"output":")" + url + R"("})").on(Route::generate));
    server.inject(Fault::status(203, clip, "video/mp4").on(Route::download));
    EXPECT_TRUE(client.try_generate(a_request()));
  }
  EXPECT_EQ(client.spending().charged, 5U);
}

TEST_F(Generate, KnowsAClipByItsBytesUnderAnyContentType) {
  for (const char* type : {"image/jpeg", "application/octet-stream", "application/json", "text/html", ""}) {
    server.inject(Fault::as_type(type).on(Route::generate));
    EXPECT_TRUE(is_clip(client.generate(a_request()).bytes().view())) << type;
  }
}

TEST_F(Generate, TakesAnAnswerInPiecesAndAfterInterimAnswers) {
  server.inject(Fault::drip(997, 0ms).on(Route::generate));
  EXPECT_TRUE(is_clip(client.generate(a_request()).bytes().view()));
  server.inject(Fault::interim_first({100, 103}).on(Route::generate));
  EXPECT_TRUE(is_clip(client.generate(a_request()).bytes().view()));
}

TEST_F(Generate, DoesWithoutTheHeadersThatTheServiceMayLeaveOut) {
  server.inject(Fault().without_extras().on(Route::generate));
  const Video video = client.generate(a_request());
  EXPECT_TRUE(is_clip(video.bytes().view()));
  EXPECT_FALSE(video.receipt().request_id);
  EXPECT_FALSE(video.receipt().cost);
  EXPECT_FALSE(video.receipt().seed);
}

TEST_F(Generate, TellsProgressFromConnectingToReceiving) {
  std::vector<Phase> phases;
  std::uint64_t bytes = 0;
  std::optional<std::uint64_t> total;
  CallOptions call;
  call.progress = [&](const Progress& progress) {
    if (phases.empty() || phases.back() != progress.phase) phases.push_back(progress.phase);
    bytes = progress.bytes;
    total = progress.total;
    if (progress.phase == Phase::receiving) {
      EXPECT_TRUE(progress.total.has_value());
    }
  };
  const Video video = client.generate(a_request(), call);
  EXPECT_EQ(bytes, video.size()) << "the last word is of a whole clip";
  EXPECT_EQ(total, video.size());
  const std::vector<Phase> expected{Phase::connecting, Phase::sending, Phase::generating, Phase::receiving};
  EXPECT_EQ(phases, expected);
}

TEST_F(Generate, TicksWhileItWaits) {
  server.hold();
  std::atomic<int> ticks{0};
  CallOptions call;
  call.progress_interval = 10ms;
  call.progress = [&](const Progress& progress) {
    if (progress.phase == Phase::generating && ++ticks == 5) server.release();
  };
  client.generate(a_request(), call);
  EXPECT_GE(ticks, 5);
}

TEST_F(Generate, ServesManyThreadsWithOneClient) {
  std::vector<std::future<Result<Video>>> calls;
  for (int i = 0; i < 16; ++i) {
    calls.push_back(std::async(std::launch::async, [this] { return client.try_generate(a_request()); }));
  }
  for (auto& call : calls) {
    const auto video = call.get();
    ASSERT_TRUE(video) << video.error().describe();
    EXPECT_TRUE(is_clip(video->bytes().view()));
  }
  EXPECT_EQ(server.counts().generate, 16U);
  EXPECT_EQ(server.counts().generations_charged, 16U);
}

TEST_F(Generate, RefusesABlockingCallFromItsOwnCallback) {
  std::optional<Error> refusal;
  CallOptions call;
  call.progress = [&](const Progress&) {
    if (!refusal) refusal = client.try_generate(a_request()).error();
  };
  client.generate(a_request(), call);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->kind, ErrorKind::misuse);
  EXPECT_EQ(server.counts().generate, 1U);
}

TEST_F(Generate, TellsTheLogOneLineForEachExchange) {
  std::vector<std::string> lines;
  ClientOptions options = options_for(server);
  options.log = [&](std::string_view line) { lines.emplace_back(line); };
  {
    Client logging(options);
    logging.generate(a_request());
  }
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_NE(lines[0].find("POST 127.0.0.1"), std::string::npos) << lines[0];
  EXPECT_NE(lines[0].find("/v1/wan2.7-r2v -> 200"), std::string::npos) << lines[0];
}

}  // namespace
}  // namespace segmind::testing
