// What a call that ends without its clip tells, and what it keeps of what was paid for.

#include "service.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

class ToldAndKept : public Service {
 protected:
  TemporaryFolder folder;
  const std::string webm = "\x1A\x45\xDF\xA3" + std::string("\x9F\x42\x86\x81\x01\x42\xF7\x81\x01\x42\x82\x84webm") +
                           std::string(5'000, '\1');

  /// The answer to the next generation, or to the next questions about a job, names a film at this address.
  void answer_with(const std::string& address) {
    server.inject(Fault::body(R"({"output":")" + address + R"("})").on(Route::generate).charged());
    const std::string complete = R"({"status":"COMPLETED","output":")" + address + R"("})";
    for (const Route route : {Route::status, Route::result}) {
      server.inject(Fault::body(complete).on(route).repeat_forever());
    }
  }

  CallOptions within(std::chrono::milliseconds timeout, bool through_queue) const {
    CallOptions call;
    call.timeout = timeout;
    call.through_queue = through_queue;
    return call;
  }

  /// The content of the one part file, which goes with what stands beside it.
  std::string take_part() const {
    std::string content;
    int parts = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
      if (entry.path().extension() == ".part") {
        ++parts;
        content = content_of(entry.path().string());
      }
      std::filesystem::remove(entry.path());
    }
    EXPECT_EQ(parts, 1);
    return content;
  }
};

TEST_F(ToldAndKept, ALimitThatRunsOutTellsWhatTheClipsAddressAnswered) {
  ClientOptions patient = options_for(server);
  patient.retry.attempts = 1'000;
  Client there(patient);
  for (const bool through_queue : {false, true}) {
    answer_with(server.files_url() + "/gone.mp4");
    const auto video = there.try_generate(a_request(), within(600ms, through_queue));
    ASSERT_FALSE(video);
    EXPECT_EQ(video.error().kind, ErrorKind::timeout);
    EXPECT_EQ(video.error().charge, Charge::charged);
    EXPECT_NE(video.error().message.find("The clip's address answered"), std::string::npos) << video.error().message;
    server.clear_faults();
  }
}

// It would come again the same: waiting brings no other.
TEST_F(ToldAndKept, AFilmOfAnotherKindIsKeptAndToldAtOnce) {
  ClientOptions patient = options_for(server);
  patient.retry.attempts = 1'000;
  Client there(patient);
  for (const bool through_queue : {false, true}) {
    answer_with(server.add_file(webm, "video/webm"));
    const std::uint64_t downloads = server.counts().download;
    const auto video = there.try_generate(a_request(), within(5s, through_queue));
    ASSERT_FALSE(video);
    EXPECT_EQ(video.error().kind, ErrorKind::bad_response);
    EXPECT_EQ(video.error().charge, Charge::charged);
    EXPECT_NE(video.error().message.find("WebM"), std::string::npos) << video.error().message;
    ASSERT_TRUE(video.error().rescued);
    EXPECT_TRUE(video.error().rescued->bytes().view() == webm);
    EXPECT_EQ(server.counts().download - downloads, 1U);

    CallOptions to_file = within(5s, through_queue);
    to_file.sink = Sink::file(folder.file("clip.mp4"));
    answer_with(server.add_file(webm, "video/webm"));
    const auto in_file = there.try_generate(a_request(), to_file);
    ASSERT_FALSE(in_file);
    EXPECT_NE(in_file.error().message.find(".part"), std::string::npos) << in_file.error().message;
    EXPECT_TRUE(take_part() == webm);
    server.clear_faults();
  }
}

TEST_F(ToldAndKept, AFilmOfAnotherKindIsKeptWhereTheOtherAddressesAreDead) {
  const std::string first = server.add_file(webm, "video/webm");
  const std::string called_film = R"({"url":")" + first + R"(","content_type":"video/mp4"})";
  server.inject(Fault::body(R"({"output":[)" + called_film + R"(,")" + server.files_url() + R"(/gone.mp4"]})")
                    .on(Route::generate)
                    .charged());
  const auto video = client.try_generate(a_request());
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().charge, Charge::charged);
  ASSERT_TRUE(video.error().rescued);
  EXPECT_TRUE(video.error().rescued->bytes().view() == webm);
}

// Who gives a call up has paid all the same.
TEST_F(ToldAndKept, ACancelledGenerationKeepsWhatHadArrived) {
  const std::string whole(client.generate(a_request()).bytes().view());
  for (const bool into_file : {false, true}) {
    CancellationSource stop;
    CallOptions call = within(20s, false);
    if (into_file) call.sink = Sink::file(folder.file("clip.mp4"));
    call.cancellation = stop.token();
    call.progress = [&](const Progress& progress) {
      if (progress.bytes > 0) stop.cancel();
    };
    server.inject(Fault::stall(3'000).on(Route::generate));
    const auto video = client.try_generate(a_request(), call);
    ASSERT_FALSE(video);
    EXPECT_EQ(video.error().kind, ErrorKind::cancelled);
    EXPECT_EQ(video.error().charge, Charge::charged);
    if (into_file) {
      const std::string part = take_part();
      EXPECT_GT(part.size(), 1'000U);
      EXPECT_TRUE(part == whole.substr(0, part.size()));
      EXPECT_NE(video.error().message.find(".part"), std::string::npos) << video.error().message;
      EXPECT_FALSE(video.error().rescued);
      continue;
    }
    ASSERT_TRUE(video.error().rescued);
    EXPECT_TRUE(video.error().rescued->bytes().view() == whole.substr(0, video.error().rescued->size()));
  }
}

// A submission that has left is given a moment after the cancellation, so that its answer's beginning arrives.
TEST_F(ToldAndKept, ACancelledSubmissionKeepsWhatCameInPlaceOfItsJob) {
  const std::string whole(client.generate(a_request()).bytes().view());
  for (const bool through_queue : {false, true}) {
    Fault half = Fault::body(whole, "video/mp4");
    half.stall_after_bytes = 3'000;
    server.inject(half.on(Route::submit));
    const std::uint64_t sent_before = server.counts().bytes_sent;
    CancellationSource stop;
    CallOptions call = within(20s, through_queue);
    call.cancellation = stop.token();
    auto clip = through_queue ? client.generate_async(a_request(), call) : Operation<Video>();
    auto job = through_queue ? Operation<Job>() : client.submit_async(a_request(), call);
    ASSERT_TRUE(server.wait_for(
        [sent_before](const sandbox::Counts& counts) { return counts.bytes_sent >= sent_before + 3'000; }));
    stop.cancel();
    const Error error = through_queue ? clip.try_get().error() : job.try_get().error();
    EXPECT_EQ(error.kind, ErrorKind::cancelled);
    EXPECT_EQ(error.charge, Charge::charged);
    ASSERT_TRUE(error.rescued) << error.describe();
    EXPECT_GT(error.rescued->size(), 1'000U);
    EXPECT_TRUE(error.rescued->bytes().view() == whole.substr(0, error.rescued->size()));
  }
}

}  // namespace
}  // namespace segmind::testing
