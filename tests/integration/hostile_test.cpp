#include "service.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

// What a server that means harm, or a proxy that is broken in an unusual way, has been seen to achieve.
class Hostile : public BareService {
 protected:
  const std::string whole{client.generate(a_request()).bytes().view()};
};

std::string in_one_chunk(const std::string& clip) {
  char size[20];
  std::snprintf(size, sizeof size, "%zx", clip.size());
  return "HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string(size) +
         "\r\n" + clip + "\r\n";
}

TEST_F(Hostile, AClipThatCameWholeIsNotLostWithTheEndOfItsFraming) {
  server.inject(Fault::garbage(in_one_chunk(whole)).on(Route::generate));
  const auto video = client.try_generate(a_request());
  ASSERT_TRUE(video) << video.error().describe();
  EXPECT_TRUE(video->bytes().view() == whole);
  const Job job = client.submit(a_request());
  server.inject(Fault::garbage(in_one_chunk(whole)).on(Route::download));
  const auto fetched = job.try_wait();
  ASSERT_TRUE(fetched) << fetched.error().describe();
  EXPECT_TRUE(fetched->bytes().view() == whole);
  EXPECT_EQ(server.counts().download, 1U);
}

// Of one in fragments nobody knows whether another was to come.
TEST_F(Hostile, AClipThatMayHaveHadMoreIsNotTakenForWhole) {
  const auto box = [](const std::string& type, char size, const std::string& body = "") {
    return std::string(3, '\0') + size + type + body;
  };
  const std::string start = box("ftyp", 16, "isom" + std::string(4, '\0')) + box("moov", 8);
  const std::string fragments = start + box("moof", 8) + box("mdat", 8);
  const std::string open = start + box("mdat", 0, "pictures");
  for (const std::string& clip : {fragments, open}) {
    server.inject(Fault::garbage(in_one_chunk(clip)).on(Route::generate));
    const auto video = client.try_generate(a_request());
    ASSERT_FALSE(video);
    EXPECT_EQ(video.error().kind, ErrorKind::connection);
    EXPECT_EQ(video.error().charge, Charge::charged);
  }
}

TEST_F(Hostile, AHeaderLineThatLooksLikeAStatusIsNone) {
  ClientOptions options = bare_options_for(server);
  options.retry.attempts = 4;
  Client patient(options);
  const auto before = paid_posts();
  server.inject(
      Fault::garbage("HTTP/1.1 200 OK\r\nHTTP/1.1 429 a: b\r\nContent-Length: 2\r\n\r\n{}").on(Route::generate));
  const auto video = patient.try_generate(a_request());
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().charge, Charge::charged);
  EXPECT_EQ(paid_posts(), before + 1);
}

TEST_F(Hostile, ACallbackGetsEveryByteOnceHoweverOftenTheDownloadBreaks) {
  const Job job = client.submit(a_request());
  const std::string size = std::to_string(whole.size());
  const std::string etag = "\"v1\"";
  server.inject(Fault::status(200, whole, "video/mp4").header("ETag", etag).on(Route::download).cut_after(3000));
  server.inject(Fault::status(200, whole, "video/mp4").header("ETag", etag).on(Route::download).cut_after(1500));
  std::string got;
  CallOptions call;
  call.sink = Sink::callback([&](const std::byte* data, std::size_t length) {
    got.append(reinterpret_cast<const char*>(data), length);
    return true;
  });
  // The true answers from then on have another ETag: the download cannot go on, and must not pretend to.
  const auto mixed = job.try_wait(call);
  EXPECT_FALSE(mixed);
  EXPECT_EQ(whole.compare(0, got.size(), got), 0);

  got.clear();
  server.inject(Fault::status(200, whole, "video/mp4").header("ETag", etag).on(Route::download).cut_after(3000));
  server.inject(Fault::status(200, whole, "video/mp4").header("ETag", etag).on(Route::download).cut_after(1500));
  server.inject(Fault::status(200, whole, "video/mp4").header("ETag", etag).on(Route::download));
  EXPECT_TRUE(job.try_wait(call));
  EXPECT_EQ(got, whole);
}

TEST_F(Hostile, AJobThatWasCompleteCannotFailForFree) {
  const Job job = client.submit(a_request());
  server.inject(Fault::status(404).on(Route::download));
  server.inject(Fault::status(422, R"({"status":"FAILED","error":"no"})").on(Route::result).after_skipping(1));
  const auto video = job.try_wait();
  ASSERT_TRUE(video) << video.error().describe();
  EXPECT_EQ(video->bytes().view(), whole);
}

TEST_F(Hostile, AnHourOfRetryAfterDoesNotEndAWaitNorSuspendItForAnHour) {
  const Job job = client.submit(a_request());
  server.inject(Fault::status(503).header("Retry-After", "3600").on(Route::status));
  CancellationSource source;
  std::chrono::milliseconds wait{0};
  CallOptions call;
  call.cancellation = source.token();
  call.progress = [&](const Progress& progress) {
    if (progress.phase != Phase::waiting || progress.wait.count() == 0) return;
    wait = progress.wait;
    source.cancel();
  };
  const auto video = job.try_wait(call);
  EXPECT_EQ(video.error().kind, ErrorKind::cancelled);
  EXPECT_LE(wait, 5min);
  EXPECT_GT(wait, 0ms);
}

TEST_F(Hostile, AnAddressThatCameWholeIsFollowedThoughTheAnswerNeverEnds) {
  const Job job = client.submit(a_request());
  ASSERT_TRUE(job.try_wait());
  const std::string address = server.files_url() + server.requests().back().target;
  const std::string json = R"({"output":")" + address + R"("})";
  std::ostringstream answer;
  answer << "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
         << std::hex << json.size() << "\r\n"
         << json << "\r\n";
  server.inject(Fault::garbage(answer.str()).on(Route::generate));
  const auto video = client.try_generate(a_request());
  ASSERT_TRUE(video) << video.error().describe();
  EXPECT_EQ(video->bytes().view(), whole);
}

TEST_F(Hostile, WhoeverCannotFetchAClipIsToldWhereItIs) {
  const Job job = client.submit(a_request());
  server.inject(Fault::status(500).on(Route::download).repeat_forever());
  CallOptions call;
  call.timeout = 500ms;
  const auto video = job.try_wait(call);
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().address.rfind(server.files_url(), 0), 0U) << video.error().address;
  EXPECT_NE(video.error().describe().find(video.error().address), std::string::npos);
}

TEST_F(Hostile, NoLongPieceOfTheKeySurvivesACut) {
  const std::string key = server.api_key();
  const std::string most = key.substr(0, key.size() / 2);
  for (std::size_t padding = 1900; padding <= 2010; ++padding) {
    const std::string words = std::string(padding, 'x') + key;
    server.inject(Fault::status(500, R"({"error":")" + words + R"("})").on(Route::generate));
    const auto failed = client.try_generate(a_request());
    EXPECT_EQ(failed.error().describe().find(most), std::string::npos) << padding;
    server.inject(
        Fault::status(400, "{}").header("x-request-id", std::string(padding - 1810, 'x') + key).on(Route::generate));
    EXPECT_EQ(client.try_generate(a_request()).error().request_id.find(most), std::string::npos) << padding;
  }
}

TEST_F(Hostile, AJobIsNeverNamedByTheKey) {
  server.inject(Fault::body(R"({"request_id":")" + server.api_key() + R"(","status":"QUEUED"})").on(Route::submit));
  const auto job = client.try_submit(a_request());
  ASSERT_FALSE(job);
  EXPECT_EQ(job.error().describe().find(server.api_key()), std::string::npos);
}

TEST_F(Hostile, ALineOfTheLogSteersNoTerminal) {
  std::string log;
  ClientOptions options = bare_options_for(server);
  options.log = [&](std::string_view line) { log += line; };
  {
    Client logging(options);
    for (const char* address : {"/%1b[2J",
                                "/\xc2\x9b"
                                "2J",
                                "/\xe2\x80\xae"
                                "a",
                                "/\x7f"}) {
      server.inject(Fault::body(R"({"output":")" + server.files_url() + address + R"("})").on(Route::generate));
      EXPECT_FALSE(logging.try_generate(a_request()));
    }
  }
  for (const char* bad : {"\x1b", "\xc2\x9b", "\xe2\x80\xae", "\x7f"}) EXPECT_EQ(log.find(bad), std::string::npos);
}

TEST_F(Hostile, AnExecutorThatRunsItsWorkAndThenThrowsLosesNoClip) {
  const TemporaryFolder folder;
  CallOptions call;
  call.sink = Sink::file(folder.file("clip.mp4"));
  call.file_executor = [](Function<void()> work) {
    work();
    throw std::runtime_error("too late");
  };
  call.deliver_on = call.file_executor;
  std::promise<std::string> path;
  client.generate_async(a_request(), call).then([&](const Result<Video>& video) {
    path.set_value(video ? video->path() : video.error().message);
  });
  EXPECT_EQ(content_of(path.get_future().get()), whole);
}

TEST_F(Hostile, TimesWithoutMeasureDoNotStopTheClock) {
  server.hold();
  ClientOptions options = options_for(server);
  options.silence_timeout = std::chrono::milliseconds::max();
  Client endless(options);
  CallOptions call;
  call.timeout = 50ms;
  call.progress_interval = std::chrono::milliseconds::max();
  call.progress = [](const Progress&) {};
  EXPECT_EQ(endless.try_generate(a_request(), call).error().kind, ErrorKind::timeout);
  server.release();
  EXPECT_TRUE(endless.submit(a_request()).try_wait());
  auto operation = endless.generate_async(a_request());
  EXPECT_TRUE(operation.wait_for(std::chrono::milliseconds::max()));
}

TEST_F(Hostile, ACallerWhoCannotAnswerHasNotAcceptedToPayTwice) {
  ClientOptions options = bare_options_for(server);
  options.retry.attempts = 4;
  Client patient(options);
  CallOptions call;
  call.accept_paying_twice = [](const Error&) -> bool { throw 1; };
  server.inject(Fault::status(500, R"({"error":"the words"})").on(Route::generate));
  const auto video = patient.try_generate(a_request(), call);
  EXPECT_EQ(video.error().kind, ErrorKind::server_error);
  EXPECT_EQ(video.error().message, "the words");
}

}  // namespace
}  // namespace segmind::testing
