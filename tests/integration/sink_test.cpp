#if !defined(_WIN32)
#  include <sys/stat.h>
#endif

#include "sink_of.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

class CutSinkOf : public SinkOf {
 protected:
  /// Cuts the part file while a clip arrives, once or again and again.
  Error error_when_part_is_cut_to(std::uintmax_t size, bool once) {
    CallOptions call = to_file("clip.mp4");
    server.inject(Fault::drip(3000, 10ms).on(Route::generate));
    bool cut = false;
    call.progress_interval = 10ms;
    call.progress = [&](const Progress& progress) {
      if (progress.bytes == 0 || (once && cut)) return;
      const auto part = std::filesystem::directory_iterator(folder.path())->path();
      if (part.extension() == ".part") std::filesystem::resize_file(part, size);
      cut = true;
    };
    const auto video = client.try_generate(a_request(), call);
    EXPECT_TRUE(cut);
    EXPECT_FALSE(std::filesystem::exists(folder.file("clip.mp4")));
    EXPECT_FALSE(video);
    if (video) return Error();
    EXPECT_EQ(video.error().kind, ErrorKind::file);
    EXPECT_EQ(video.error().charge, Charge::charged);
    return video.error();
  }
};

TEST_F(SinkOf, FileHoldsTheSameClipAsMemory) {
  const Video in_memory = client.generate(a_request());
  const Video in_file = client.generate(a_request(), to_file("clip.mp4"));
  EXPECT_TRUE(in_file.bytes().empty());
  EXPECT_EQ(in_file.path(), folder.file("clip.mp4"));
  EXPECT_EQ(content_of(in_file.path()), in_memory.bytes().view());
  EXPECT_EQ(in_file.size(), in_memory.size());
  EXPECT_EQ(folder.entries(), 1U);
}

TEST_F(SinkOf, FileReplacesWhatWasThereOnlyWithAWholeClip) {
  std::ofstream(folder.file("clip.mp4")) << "old";
  server.inject(Fault::cut_body(2000).on(Route::generate));
  EXPECT_FALSE(client.try_generate(a_request(), to_file("clip.mp4")));
  EXPECT_EQ(content_of(folder.file("clip.mp4")), "old");
  client.generate(a_request(), to_file("clip.mp4"));
  EXPECT_TRUE(is_clip(content_of(folder.file("clip.mp4"))));
}

TEST_F(SinkOf, FileKeepsWhatWasPaidForAndSaysWhere) {
  server.inject(Fault::cut_body(2000).on(Route::generate));
  const auto video = client.try_generate(a_request(), to_file("clip.mp4"));
  ASSERT_EQ(folder.entries(), 1U);
  const auto part = std::filesystem::directory_iterator(folder.path())->path();
  EXPECT_EQ(part.extension(), ".part");
  EXPECT_EQ(std::filesystem::file_size(part), 2000U);
  EXPECT_NE(video.error().message.find(part.string()), std::string::npos) << video.error().message;
}

TEST_F(SinkOf, FileIsTriedBeforeAnythingIsSent) {
  CallOptions call;
  call.sink = Sink::file(folder.file("missing/clip.mp4"));
  const auto video = client.try_generate(a_request(), call);
  const auto job = client.try_submit(a_request(), call);
  ASSERT_FALSE(video || job);
  for (const Error& error : {video.error(), job.error()}) {
    EXPECT_EQ(error.kind, ErrorKind::file);
    EXPECT_EQ(error.charge, Charge::none);
    EXPECT_NE(error.message.find("missing/clip.mp4"), std::string::npos);
  }
  call.sink = Sink::file(folder.path().string());
  EXPECT_EQ(client.try_generate(a_request(), call).error().kind, ErrorKind::file);
  EXPECT_THROW(client.generate(a_request(), call), FileError);
  call.sink = Sink::file("");
  const Error empty = client.try_generate(a_request(), call).error();
  EXPECT_EQ(empty.kind, ErrorKind::invalid_request);
  ASSERT_EQ(empty.violations.size(), 1U);
  EXPECT_EQ(empty.violations[0].field, "sink");
  EXPECT_EQ(server.counts().requests, 0U);
  EXPECT_EQ(folder.entries(), 0U);
}

#if !defined(_WIN32)

// A device by another name would do the same: whoever is root and names /dev/null would lose it.
TEST_F(SinkOf, FileTakesThePlaceOfNoPipe) {
  const std::string pipe = folder.file("pipe");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  std::filesystem::create_symlink(pipe, folder.file("link"));
  for (const char* name : {"pipe", "link"}) {
    const auto video = client.try_generate(a_request(), to_file(name));
    ASSERT_FALSE(video) << name;
    EXPECT_EQ(video.error().kind, ErrorKind::file);
    EXPECT_EQ(video.error().charge, Charge::none);
    EXPECT_NE(video.error().message.find("name a file"), std::string::npos) << video.error().message;
  }
  const auto elsewhere = client.generate(a_request()).try_save(pipe);
  EXPECT_FALSE(elsewhere);
  EXPECT_TRUE(std::filesystem::is_fifo(pipe));
  EXPECT_TRUE(std::filesystem::is_symlink(folder.file("link")));
  EXPECT_EQ(server.counts().generate, 1U);
  EXPECT_EQ(folder.entries(), 2U);
}

#endif

TEST_F(SinkOf, FileNeverSeesAnErrorBody) {
  for (const int status : {400, 500, 302}) {
    server.inject(Fault::status(status, R"({"error":"no"})").on(Route::generate));
    EXPECT_FALSE(client.try_generate(a_request(), to_file("clip.mp4")));
  }
  server.inject(Fault::body("<html>not a clip</html>").on(Route::generate));
  EXPECT_FALSE(client.try_generate(a_request(), to_file("clip.mp4")));
  EXPECT_EQ(folder.entries(), 0U);
}

#if !defined(_WIN32)

// What tidies up, renames or replaces a folder while the clip in it is being made.
TEST_F(SinkOf, AClipIsRescuedWhateverBecameOfItsFolderMeanwhile) {
  const Video whole = client.generate(a_request());
  const std::filesystem::path place = folder.path() / "clips";
  const std::filesystem::path elsewhere = folder.path() / "elsewhere";
  const Function<void()> troubles[] = {
      [&] { std::filesystem::remove_all(place); }, [&] { std::filesystem::rename(place, elsewhere); },
      [&] { std::filesystem::remove(std::filesystem::directory_iterator(place)->path()); }};
  for (const auto& trouble : troubles) {
    for (const bool queued : {false, true}) {
      std::filesystem::remove_all(place);
      std::filesystem::remove_all(elsewhere);
      std::filesystem::create_directory(place);
      bool done = false;
      CallOptions call = to_file("clips/clip.mp4");
      call.progress = [&](const Progress& progress) {
        if (done || progress.phase != (queued ? Phase::queued : Phase::generating)) return;
        done = true;
        trouble();
      };
      const auto video = queued ? client.submit(a_request()).try_wait(call) : client.try_generate(a_request(), call);
      ASSERT_TRUE(done);
      if (video) {  // a file that is not open yet is made again, where its folder is there
        EXPECT_TRUE(queued && content_of(video->path()) == whole.bytes().view());
        continue;
      }
      EXPECT_EQ(video.error().kind, ErrorKind::file);
      EXPECT_EQ(video.error().charge, Charge::charged);
      EXPECT_EQ(video.error().message.find(".part"), std::string::npos) << video.error().message;
      ASSERT_TRUE(video.error().rescued);
      EXPECT_EQ(video.error().rescued->bytes().view(), whole.bytes().view());
    }
  }
}

#else

// Windows lets nobody cut, remove or rename a file that is being written, nor its folder.
TEST_F(SinkOf, AFileThatIsBeingWrittenIsNobodyElses) {
  std::filesystem::create_directory(folder.path() / "clips");
  CallOptions call = to_file("clips/clip.mp4");
  int tried = 0;
  call.progress = [&](const Progress& progress) {
    if (progress.phase != Phase::generating && progress.phase != Phase::receiving) return;
    const auto part = std::filesystem::directory_iterator(folder.path() / "clips")->path();
    std::error_code cut, removed, renamed;
    std::filesystem::resize_file(part, 1, cut);
    std::filesystem::remove(part, removed);
    std::filesystem::rename(part, folder.path() / "elsewhere", renamed);
    EXPECT_TRUE(cut && removed && renamed);
    ++tried;
  };
  const auto video = client.try_generate(a_request(), call);
  EXPECT_GT(tried, 0);
  ASSERT_TRUE(video) << video.error().describe();
  EXPECT_TRUE(is_clip(content_of(video->path())));
}

#endif

TEST_F(SinkOf, AClipThatCannotTakeItsNameStaysWholeBesideItAndIsNamed) {
  const Video whole = client.generate(a_request());
  for (const bool queued : {false, true}) {
    CallOptions call = to_file("clip.mp4");
    call.progress = [&](const Progress& progress) {
      if (progress.phase == (queued ? Phase::downloading : Phase::receiving)) {
        std::filesystem::create_directory(folder.file("clip.mp4"));
      }
    };
    const auto video = queued ? client.submit(a_request()).try_wait(call) : client.try_generate(a_request(), call);
    ASSERT_FALSE(video);
    const Error& error = video.error();
    EXPECT_EQ(error.kind, ErrorKind::file);
    EXPECT_EQ(error.charge, Charge::charged);
    EXPECT_GE(error.attempts, 1);
    const std::string before = "The whole clip is kept in ";
    const std::size_t at = error.message.find(before);
    ASSERT_NE(at, std::string::npos) << error.message;
    const std::string part =
        error.message.substr(at + before.size(), error.message.find(".part", at) + 5 - at - before.size());
    EXPECT_EQ(content_of(part), whole.bytes().view()) << part;
    EXPECT_FALSE(error.rescued);
    std::filesystem::remove(folder.file("clip.mp4"));
  }
}

TEST_F(SinkOf, ADeviceOrAnOpenDescriptorIsRefusedHoweverItIsSpelled) {
#if defined(_WIN32)
  const std::vector<std::string> paths{"NUL",
                                       folder.file("nul.mp4"),
                                       "COM1",
                                       "C:\\con",
                                       folder.file("clip.mp4:stream"),
                                       folder.file("clip.mp4."),
                                       folder.file("clip.mp4 "),
                                       folder.file("a?b.mp4")};
#else
  std::filesystem::create_directory_symlink("/dev/fd", folder.path() / "descriptors");
  const std::vector<std::string> paths{"/dev/null", "/dev/stdout",     "//dev//stdout", "/dev/../dev/stdout",
                                       "/dev/fd/1", "/proc/self/fd/1", "/dev/clip.mp4", folder.file("descriptors/1")};
#endif
  for (const std::string& path : paths) {
    CallOptions call;
    call.sink = Sink::file(path);
    CallOptions queued = call;
    queued.through_queue = true;
    const auto job = client.try_submit(a_request(), call);
    ASSERT_FALSE(job) << path;
    EXPECT_EQ(job.error().charge, Charge::none) << path;
    for (const CallOptions& options : {call, queued}) {
      const auto video = client.try_generate(a_request(), options);
      ASSERT_FALSE(video) << path;
      EXPECT_EQ(video.error().charge, Charge::none) << path;
    }
  }
  EXPECT_EQ(server.counts().requests, 0U);
}

#if !defined(_WIN32)
TEST_F(CutSinkOf, AFileThatAnotherProgramCutIsNoClip) {
  const Error error = error_when_part_is_cut_to(100, false);
  EXPECT_EQ(error.message.find("whole"), std::string::npos) << error.message;
}

// Writing on where it was would fill the gap with zeros, and the size would be right.
TEST_F(CutSinkOf, AFileThatAnotherProgramEmptiedOnceIsNoClip) { error_when_part_is_cut_to(0, true); }
#endif

TEST_F(SinkOf, APathWithANulIsRefused) {
  CallOptions call;
  call.sink = Sink::file(folder.file("a") + std::string("\0b", 2));
  EXPECT_EQ(client.try_generate(a_request(), call).error().kind, ErrorKind::invalid_request);
  EXPECT_EQ(folder.entries(), 0U);
}

TEST_F(SinkOf, FileMayHaveANameInAnyScript) {
  const std::string name = folder.file("") + "\u00e9t\u00e9 \u6f22\u5b57.mp4";
  CallOptions call;
  call.sink = Sink::file(name);
  const auto video = client.try_generate(a_request(), call);
  ASSERT_TRUE(video) << video.error().describe();
  EXPECT_EQ(video->path().substr(video->path().size() - 12), name.substr(name.size() - 12));
  EXPECT_TRUE(video->try_save(name + ".copy"));
  EXPECT_EQ(folder.entries(), 2U);
}

#if defined(_WIN32)
TEST_F(SinkOf, APathThatIsNoUtf8IsRefused) {
  CallOptions call;
  call.sink = Sink::file(folder.file("a\xff.mp4"));
  const auto video = client.try_generate(a_request(), call);
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().charge, Charge::none);
  EXPECT_FALSE(client.try_upload(folder.file("a\xff.png")));
  EXPECT_EQ(server.counts().requests, 0U);
}
#endif

#if !defined(_WIN32)
TEST_F(SinkOf, NoPartIsNamedThatIsGone) {
  server.inject(Fault::cut_body(2000).on(Route::generate));
  CallOptions call = to_file("clip.mp4");
  call.progress = [&](const Progress& progress) {
    if (progress.phase != Phase::receiving) return;
    for (const auto& part : std::filesystem::directory_iterator(folder.path())) std::filesystem::remove(part);
  };
  const auto video = client.try_generate(a_request(), call);
  EXPECT_EQ(video.error().charge, Charge::charged);
  EXPECT_EQ(video.error().message.find(".part"), std::string::npos) << video.error().message;
}
#endif

TEST_F(SinkOf, CallbackGetsTheBytesInOrder) {
  const Video whole = client.generate(a_request());
  std::string got;
  CallOptions call;
  call.sink = Sink::callback([&](const std::byte* data, std::size_t size) {
    got.append(reinterpret_cast<const char*>(data), size);
    return true;
  });
  server.inject(Fault::drip(501, 0ms).on(Route::generate));
  const Video video = client.generate(a_request(), call);
  EXPECT_EQ(got, whole.bytes().view());
  EXPECT_EQ(video.size(), got.size());
  EXPECT_TRUE(video.bytes().empty());
}

TEST_F(SinkOf, CallbackSeesNothingButAClip) {
  int calls = 0;
  CallOptions call;
  call.sink = Sink::callback([&](const std::byte*, std::size_t) { return ++calls > 0; });
  server.inject(Fault::status(500, "an error's body").on(Route::generate));
  EXPECT_FALSE(client.try_generate(a_request(), call));
  server.inject(Fault::body(R"({"error":"no"})").on(Route::generate));
  EXPECT_FALSE(client.try_generate(a_request(), call));
  EXPECT_EQ(calls, 0);
}

TEST_F(SinkOf, CallbackThatDeclinesOrThrowsEndsTheCall) {
  CallOptions call;
  call.sink = Sink::callback([](const std::byte*, std::size_t) { return false; });
  const auto declined = client.try_generate(a_request(), call);
  EXPECT_EQ(declined.error().kind, ErrorKind::cancelled);
  EXPECT_EQ(declined.error().charge, Charge::charged);
  call.sink = Sink::callback([](const std::byte*, std::size_t) -> bool { throw 17; });
  EXPECT_EQ(client.try_generate(a_request(), call).error().kind, ErrorKind::cancelled);
  call.sink = Sink::callback(nullptr);
  EXPECT_EQ(client.try_generate(a_request(), call).error().kind, ErrorKind::invalid_request);
}

TEST_F(SinkOf, SaveRefusesAFileThatIsNoLongerTheClip) {
  CallOptions call;
  call.sink = Sink::file(folder.file("clip.mp4"));
  const Video video = client.generate(a_request(), call);
  std::filesystem::resize_file(folder.file("clip.mp4"), 100);
  for (int i = 0; i < 2; ++i) {
    const Result<void> saved = video.try_save(folder.file("copy.mp4"));
    ASSERT_FALSE(saved);
    EXPECT_EQ(saved.error().kind, ErrorKind::file);
    EXPECT_EQ(saved.error().charge, Charge::charged);
    EXPECT_EQ(saved.error().message.find("still where it was"), std::string::npos) << saved.error().message;
    std::filesystem::remove(folder.file("clip.mp4"));
  }
  EXPECT_FALSE(std::filesystem::exists(folder.file("copy.mp4")));
}

TEST_F(SinkOf, SaveCutsNoPathAtItsNul) {
  const Video video = client.generate(a_request());
  const std::string cut = folder.file("x") + std::string(1, '\0') + "y.mp4";
  EXPECT_EQ(video.try_save(cut).error().kind, ErrorKind::file);
  EXPECT_FALSE(std::filesystem::exists(folder.file("x")));
  video.save(folder.file("x"));
  EXPECT_EQ(video.try_save(cut).error().kind, ErrorKind::file);
  EXPECT_TRUE(is_clip(content_of(folder.file("x"))));
}

TEST_F(SinkOf, SaveWritesWhatMemoryOrAFileHolds) {
  const Video in_memory = client.generate(a_request());
  in_memory.save(folder.file("a.mp4"));
  const Video in_file = client.generate(a_request(), to_file("b.mp4"));
  in_file.save(folder.file("c.mp4"));
  EXPECT_EQ(content_of(folder.file("a.mp4")), in_memory.bytes().view());
  EXPECT_EQ(content_of(folder.file("c.mp4")), in_memory.bytes().view());
  EXPECT_THROW(in_memory.save(folder.file("missing/a.mp4")), FileError);
  EXPECT_EQ(in_memory.try_save(folder.file("missing/a.mp4")).error().charge, Charge::charged);
  EXPECT_EQ(folder.entries(), 3U);
}

TEST_F(SinkOf, MemoryHoldsALargeAnswerOnceAndTheCapHolds) {
  ClientOptions options = options_for(server);
  options.max_response_bytes = 100'000;
  Client careful(options);
  server.inject(Fault::large(100'001).on(Route::generate));
  auto video = careful.try_generate(a_request());
  EXPECT_EQ(video.error().kind, ErrorKind::bad_response);
  EXPECT_EQ(video.error().charge, Charge::charged);
  server.inject(Fault::large(50'000'000).without("content-length").on(Route::generate));
  video = careful.try_generate(a_request());
  EXPECT_EQ(video.error().kind, ErrorKind::bad_response);
}

}  // namespace
}  // namespace segmind::testing
