// A disk that is full, and a limit of file sizes, which ends a program that does not ask for another fate.
#include <sys/resource.h>

#include <csignal>

#include "call/clip/sink_writer.hpp"
#include "sink_of.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

class SinkOnAFullDisk : public SinkOf {};

// A file size limit makes every write fail from some byte on, as a full disk does.
class FullDisk {
 public:
  /// `handler` is what the program does about SIGXFSZ.
  explicit FullDisk(rlim_t bytes, void (*handler)(int) = SIG_IGN) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    handler_ = ::signal(SIGXFSZ, handler);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int) = nullptr;
};

TEST_F(SinkOnAFullDisk, WhatTheDiskHadNoRoomForGoesThereWhenThereIsRoomAgain) {
  const Video whole = client.generate(a_request());
  server.inject(Fault::drip(3000, 10ms).on(Route::generate));
  std::optional<FullDisk> disk(std::in_place, 1000);
  CallOptions call = to_file("clip.mp4");
  call.progress_interval = 1ms;
  call.progress = [&](const Progress& progress) {
    if (progress.bytes > 6'000) disk.reset();
  };
  const auto video = client.try_generate(a_request(), call);
  ASSERT_FALSE(disk);
  ASSERT_TRUE(video) << video.error().describe();
  EXPECT_TRUE(content_of(folder.file("clip.mp4")) == whole.bytes().view());
  EXPECT_EQ(folder.entries(), 1U);
}

// SIGXFSZ ends a program that does not ask for another fate.
TEST_F(SinkOnAFullDisk, ALimitOfFileSizesEndsNoProgram) {
  const Video whole = client.generate(a_request());
  ClientOptions pumped_options = pumped_options_for(server);
  Client pumped(pumped_options);
  for (Client* each : {&client, &pumped}) {
    Result<Video> video = Error();
    Result<void> saved = Error();
    {
      const FullDisk disk(1000, SIG_DFL);
      video = each->try_generate(a_request(), to_file("clip.mp4"));
      saved = whole.try_save(folder.file("saved.mp4"));
    }
    ASSERT_FALSE(video);
    EXPECT_EQ(video.error().kind, ErrorKind::file);
    ASSERT_TRUE(video.error().rescued);
    EXPECT_EQ(video.error().rescued->bytes().view(), whole.bytes().view());
    EXPECT_FALSE(saved);
  }
}

// The clip is written once more where it is flushed, on a thread of the program's, which blocks no signal.
TEST_F(SinkOnAFullDisk, ALimitOfFileSizesEndsNoProgramThatFlushesOnAThreadOfItsOwn) {
  const Video whole = client.generate(a_request());
  std::promise<Function<void()>> last_step;
  auto own = std::async(std::launch::async, [&] {
    sigset_t blocked;
    ::pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
    last_step.get_future().get()();
    return sigismember(&blocked, SIGXFSZ) == 0;
  });
  CallOptions call = to_file("clip.mp4");
  call.file_executor = [&](Function<void()> work) { last_step.set_value(std::move(work)); };
  Result<Video> video = Error();
  {
    const FullDisk disk(1000, SIG_DFL);
    video = client.generate_async(a_request(), call).try_get();
    EXPECT_TRUE(own.get());
  }
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().kind, ErrorKind::file);
  ASSERT_TRUE(video.error().rescued);
  EXPECT_EQ(video.error().rescued->bytes().view(), whole.bytes().view());
}

TEST_F(SinkOnAFullDisk, ALimitOfFileSizesEndsNoProgramWhereTheVersionOfAClipIsNoted) {
  const auto file = call::SinkWriter::create(Sink::file(folder.file("clip.mp4")), "a-job");
  ASSERT_FALSE(file->open());
  const FullDisk disk(4, SIG_DFL);
  file->set_version("12345 \"a validator\"");
  EXPECT_EQ(file->version(), "12345 \"a validator\"");
}

TEST_F(SinkOnAFullDisk, AFullDiskLosesNoPaidClip) {
  const Video whole = client.generate(a_request());
  Result<Video> video = Error();
  {
    const FullDisk disk(1000);
    video = client.try_generate(a_request(), to_file("clip.mp4"));
  }
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().kind, ErrorKind::file);
  EXPECT_EQ(video.error().charge, Charge::charged);
  ASSERT_TRUE(video.error().rescued);
  EXPECT_EQ(video.error().rescued->bytes().view(), whole.bytes().view());
  EXPECT_EQ(folder.entries(), 0U);
  video.error().rescued->save(folder.file("saved.mp4"));
  EXPECT_EQ(content_of(folder.file("saved.mp4")), whole.bytes().view());
}

TEST_F(SinkOnAFullDisk, AClipThatCannotBeSavedIsStillThereAndNothingElseIsPromised) {
  const Video whole = client.generate(a_request());
  Result<void> saved;
  {
    const FullDisk disk(1000);
    saved = whole.try_save(folder.file("clip.mp4"));
  }
  ASSERT_FALSE(saved);
  EXPECT_EQ(folder.entries(), 0U);
  EXPECT_NE(saved.error().message.find("still where it was"), std::string::npos) << saved.error().message;
  EXPECT_EQ(saved.error().describe().find("rescued"), std::string::npos) << saved.error().describe();
}

}  // namespace
}  // namespace segmind::testing
