#include <algorithm>

#include "service.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

class DownloadOf : public Service {
 protected:
  TemporaryFolder folder;
  const std::string whole{client.generate(a_request()).bytes().view()};
  const Job job = client.submit(a_request());

  CallOptions to_file() {
    CallOptions call;
    call.sink = Sink::file(folder.file("clip.mp4"));
    return call;
  }
  ClientOptions patient() const {
    ClientOptions options = options_for(server);
    options.retry.attempts = 3;
    return options;
  }
  std::vector<std::string> ranges_asked() const {
    std::vector<std::string> ranges;
    for (const auto& seen : server.requests()) {
      if (seen.route == Route::download) ranges.emplace_back(seen.header("range"));
    }
    return ranges;
  }
};

TEST_F(DownloadOf, GoesOnWhereItBroke) {
  ClientOptions options = options_for(server);
  options.retry.attempts = 3;
  Client patient(options);
  server.inject(Fault::cut_body(1000).on(Route::download));
  server.inject(Fault::cut_body(500, Fault::Ending::reset).on(Route::download));
  EXPECT_EQ(patient.resume(job.id()).wait().bytes().view(), whole);
  const auto ranges = ranges_asked();
  ASSERT_EQ(ranges.size(), 3U);
  EXPECT_EQ(ranges[0], "");
  EXPECT_EQ(ranges[1], "bytes=1000-");
  EXPECT_EQ(ranges[2].substr(0, 6), "bytes=");
}

// The file is there, and has a length, but what it holds is no whole clip: asking for it again is no progress.
TEST_F(DownloadOf, AskingForTheSameHalfClipIsNotGoingOn) {
  for (const bool to_memory : {true, false}) {
    SCOPED_TRACE(to_memory);
    sandbox::Server there(quick());
    ClientOptions options = options_for(there);
    options.retry.attempts = 5;
    Client patient(options);
    there.inject(Fault::body(R"({"output":")" + there.files_url() + R"(/half.mp4"})").on(Route::generate));
    there.inject(Fault::status(200, whole.substr(0, whole.size() / 2), "video/mp4").on(Route::download).repeat(50));
    CallOptions call;
    if (!to_memory) call.sink = Sink::callback([](const std::byte*, std::size_t) { return true; });
    const auto video = patient.try_generate(a_request(), call);
    ASSERT_FALSE(video);
    EXPECT_EQ(video.error().kind, ErrorKind::bad_response) << video.error().message;
    EXPECT_EQ(video.error().charge, Charge::charged);
    EXPECT_EQ(video.error().message.find("changed on the server"), std::string::npos) << video.error().message;
    EXPECT_LE(there.counts().download, 5U);
  }
}

/// A clip that may end after any byte of its last box, as those that are sent while they are made.
std::string endless_clip(std::size_t size) {
  std::string clip = std::string(
                         "\0\0\0\x10"
                         "ftypisom\0\0\0\0",
                         16) +
                     std::string("\0\0\0\x08moov", 8) + std::string("\0\0\0\0mdat", 8);
  while (clip.size() < size) clip += static_cast<char>('a' + clip.size() % 23);
  return clip;
}

Fault beginning_of(const std::string& clip, std::uint64_t size) {
  Fault fault = Fault::status(200, clip, "video/mp4").on(Route::download);
  fault.cut_body_bytes = size;
  return fault;
}

Fault part_of(const std::string& clip, std::size_t from, std::size_t size) {
  return Fault::status(206, clip.substr(from, size), "video/mp4")
      .header("Content-Range", "bytes " + std::to_string(from) + '-' + std::to_string(from + size - 1) + '/' +
                                   std::to_string(clip.size()))
      .on(Route::download);
}

// A 206 may hold less than was asked for.
TEST_F(DownloadOf, IsWholeOnlyWhenAllOfWhatWasAnnouncedIsThere) {
  const std::string clip = endless_clip(9'000);
  server.inject(Fault::body(R"({"output":")" + server.files_url() + R"(/clip.mp4"})").on(Route::generate));
  server.inject(beginning_of(clip, 2'000));
  server.inject(part_of(clip, 2'000, 3'000));
  server.inject(part_of(clip, 5'000, 4'000));
  const auto video = Client(patient()).try_generate(a_request());
  ASSERT_TRUE(video) << video.error().describe();
  EXPECT_EQ(video->bytes().view(), clip);
  EXPECT_EQ(server.counts().download, 3U);
}

TEST_F(DownloadOf, WithMoreThanWasAnnouncedIsNoClip) {
  const std::string clip = endless_clip(9'000);
  server.inject(Fault::body(R"({"output":")" + server.files_url() + R"(/clip.mp4"})").on(Route::generate));
  server.inject(beginning_of(clip, 2'000));
  server.inject(Fault::status(206, clip.substr(2'000) + "and more", "video/mp4")
                    .header("Content-Range", "bytes 2000-8999/9000")
                    .on(Route::download));
  server.inject(Fault::status(200, clip, "video/mp4").on(Route::download));
  const auto video = Client(patient()).try_generate(a_request());
  ASSERT_TRUE(video) << video.error().describe();
  EXPECT_EQ(video->bytes().view(), clip);
}

TEST_F(DownloadOf, GoesOnAfterSilence) {
  ClientOptions options = options_for(server);
  options.silence_timeout = 50ms;
  Client hasty(options);
  server.inject(Fault::stall(1500).on(Route::download));
  EXPECT_EQ(hasty.resume(job.id()).wait().bytes().view(), whole);
  EXPECT_EQ(server.counts().download, 2U);
}

TEST_F(DownloadOf, BeginsAnewWhereTheServerDoesNotDoRanges) {
  sandbox::Options options = quick();
  options.ranges = false;
  sandbox::Server plain(options);
  Client there(options_for(plain));
  const Job there_job = there.submit(a_request());
  plain.inject(Fault::cut_body(1000).on(Route::download));
  EXPECT_EQ(there_job.wait().bytes().view(), whole);

  std::string got;
  CallOptions call;
  call.sink = Sink::callback([&](const std::byte* data, std::size_t size) {
    got.append(reinterpret_cast<const char*>(data), size);
    return true;
  });
  plain.inject(Fault::cut_body(1000).on(Route::download));
  EXPECT_EQ(there_job.wait(call).size(), whole.size());
  EXPECT_EQ(got, whole);
}

TEST_F(DownloadOf, NeverMixesTwoVersions) {
  const std::string first = whole;
  std::string second = whole;
  second.back() = static_cast<char>(second.back() ^ 1);
  const std::string url = server.add_file(first, "video/mp4");
  server.inject(Fault::body(R"({"status":"COMPLETED","output":")" + url + R"("})").on(Route::result).repeat_forever());
  CallOptions call;
  bool replaced = false;
  call.progress = [&](const Progress& progress) {
    if (progress.phase == Phase::downloading && !std::exchange(replaced, true)) server.replace_file(url, second);
  };
  server.inject(Fault::cut_body(1000).on(Route::download));
  EXPECT_EQ(job.wait(call).bytes().view(), second);

  server.replace_file(url, first);
  replaced = false;
  server.inject(Fault::cut_body(1000).on(Route::download));
  call.sink = Sink::callback([](const std::byte*, std::size_t) { return true; });
  EXPECT_EQ(job.try_wait(call).error().kind, ErrorKind::bad_response);
}

TEST_F(DownloadOf, GoesOnInAnotherProcessWhenTheSinkIsTheSameFile) {
  CallOptions call = to_file();
  call.timeout = 300ms;
  server.inject(Fault::stall(2000).on(Route::download));
  EXPECT_EQ(job.try_wait(call).error().kind, ErrorKind::timeout);
  EXPECT_EQ(folder.entries(), 2U);

  Client other(options_for(server));
  const Video video = other.resume(job.id()).wait(to_file());
  EXPECT_EQ(content_of(video.path()), whole);
  EXPECT_EQ(folder.entries(), 1U);
  EXPECT_EQ(ranges_asked().back().substr(0, 6), "bytes=");
}

// Thousands may wait, and the questions about them need descriptors, too.
TEST_F(DownloadOf, HoldsNoDescriptorUntilItsClipArrives) {
  const auto part_files_open = [] {
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
      std::error_code none;
      count += std::filesystem::read_symlink(entry.path(), none).extension() == ".part" ? 1 : 0;
    }
    return count;
  };
  server.hold();
  const Job slow = client.submit(a_request());
  auto first = slow.wait_async(to_file());
  const auto polled = [](const sandbox::Counts& counts) { return counts.status >= 2; };
  ASSERT_TRUE(server.wait_for(polled));
  EXPECT_EQ(part_files_open(), 0);
  EXPECT_EQ(folder.entries(), 1U);  // for others to see
  first.cancel();
  ASSERT_FALSE(first.try_get());
  EXPECT_EQ(folder.entries(), 0U);
  auto again = slow.wait_async(to_file());
  server.release();
  const auto video = again.try_get();
  ASSERT_TRUE(video) << video.error().describe();
  EXPECT_TRUE(is_clip(content_of(video->path())));
  EXPECT_EQ(folder.entries(), 1U);
}

TEST_F(DownloadOf, HasLetGoOfItsFileWhenItsEndIsTold) {
  CallOptions call = to_file();
  call.timeout = 300ms;
  server.inject(Fault::stall(2000).on(Route::download));
  Client other(options_for(server));
  std::promise<Operation<Video>> next;
  job.wait_async(call).then(
      [&](const Result<Video>&) { next.set_value(other.resume(job.id()).wait_async(to_file())); });
  EXPECT_TRUE(next.get_future().get().try_get());
  EXPECT_EQ(folder.entries(), 1U);
  EXPECT_EQ(ranges_asked().back().substr(0, 6), "bytes=");
}

TEST_F(DownloadOf, APartOfAnotherVersionIsThrownAway) {
  CallOptions call = to_file();
  const std::string part = folder.file("clip.mp4." + job.id() + ".part");
  std::ofstream(part) << "something else entirely";
  EXPECT_EQ(content_of(job.wait(call).path()), whole);
  std::ofstream(part) << "something else entirely";
  std::ofstream(part + ".version") << "17 \"other\"";
  EXPECT_EQ(content_of(job.wait(call).path()), whole);
  EXPECT_EQ(folder.entries(), 1U);
}

TEST_F(DownloadOf, TwoWaitsForOneFileDoNotDisturbEachOther) {
  Client other(options_for(server));
  auto first = std::async(std::launch::async, [&] { return job.try_wait(to_file()); });
  auto second = std::async(std::launch::async, [&] { return other.resume(job.id()).try_wait(to_file()); });
  const auto a = first.get();
  const auto b = second.get();
  ASSERT_TRUE(a) << a.error().describe();
  ASSERT_TRUE(b) << b.error().describe();
  EXPECT_EQ(content_of(folder.file("clip.mp4")), whole);
  EXPECT_EQ(folder.entries(), 1U);
}

TEST_F(DownloadOf, RidesEveryFailureOfTheFilesHost) {
  const Fault faults[] = {Fault::status(500), Fault::status(404),    Fault::status(403),
                          Fault::html(503),   Fault::no_answer(),    Fault::body("<html>soon</html>", "text/html"),
                          Fault::cut(12),     Fault::unframed(1234), Fault::garbage(),
                          Fault::status(416)};
  for (const Fault& fault : faults) server.inject(Fault(fault).on(Route::download));
  EXPECT_EQ(job.wait(to_file()).size(), whole.size());
  EXPECT_EQ(content_of(folder.file("clip.mp4")), whole);
  EXPECT_EQ(server.counts().submit, 1U);
}

// No queue tells v1 another address: its clip is paid for, and may not be everywhere yet.
TEST_F(DownloadOf, AnAddressThatKnowsNoClipYetIsAskedAgain) {
  Client there(patient());
  const std::string url = server.add_file(whole, "video/mp4");
  for (const Fault& fault : {Fault::status(404), Fault::status(403), Fault::status(408),
                             Fault::body("<html>soon</html>", "text/html"), Fault::body(R"({"error":"soon"})")}) {
    server.inject(Fault::body(R"({"output":")" + url + R"("})").on(Route::generate));
    server.inject(Fault(fault).on(Route::download).repeat(2));
    const auto video = there.try_generate(a_request(), to_file());
    ASSERT_TRUE(video) << video.error().describe();
    EXPECT_EQ(content_of(folder.file("clip.mp4")), whole);
  }
}

TEST_F(DownloadOf, ACallbackIsGivenNoSecondClipBehindTheBeginningOfAnother) {
  Client there(patient());
  std::string other = whole;
  std::reverse(other.end() - 1000, other.end());  // pictures, and no box of its own
  std::string given;
  CallOptions call;
  call.sink = Sink::callback([&](const std::byte* data, std::size_t size) {
    given.append(reinterpret_cast<const char*>(data), size);
    return true;
  });
  // The first ends early and unseen: nothing announced its length, and nothing says which version it is of.
  for (const Fault& second : {Fault::status(200, whole, "video/mp4"), Fault::status(200, other, "video/mp4"),
                              Fault::status(200, other, "video/mp4").header("ETag", "\"b\"")}) {
    given.clear();
    server.inject(Fault::body(R"({"output":")" + server.add_file(whole, "video/mp4") + R"("})").on(Route::generate));
    server.inject(Fault::unframed(1234).on(Route::download));
    server.inject(Fault(second).on(Route::download));
    const auto video = there.try_generate(a_request(), call);
    EXPECT_TRUE(given == whole.substr(0, given.size()));
    EXPECT_EQ(given.size(), video ? whole.size() : 1234U);
    if (!video) {
      EXPECT_EQ(video.error().charge, Charge::charged);
    }
  }
}

TEST_F(DownloadOf, ASinkThatDeclinesEndsTheWaitWithTheId) {
  CallOptions call;
  call.sink = Sink::callback([](const std::byte*, std::size_t) { return false; });
  const auto video = job.try_wait(call);
  EXPECT_EQ(video.error().kind, ErrorKind::cancelled);
  EXPECT_EQ(video.error().charge, Charge::charged);
  EXPECT_EQ(video.error().request_id, job.id());
}

}  // namespace
}  // namespace segmind::testing
