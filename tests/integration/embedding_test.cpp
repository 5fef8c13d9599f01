#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <memory>

#include "certificates.hpp"
#include "service.hpp"

// What the program around the library does without asking it.
namespace segmind::testing {
namespace {

class Embedding : public Service {
 protected:
  TemporaryFolder folder;

  bool is_waiting(std::uint64_t count) {
    return server.wait_for([count](const sandbox::Counts& counts) { return counts.waiting == count; });
  }
};

template <typename Work>
int in_a_child(Work work) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(work());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(Embedding, AChildThatEndsTakesNothingFromTheCallsOfItsParent) {
  for (const bool pumped : {false, true}) {
    server.hold();
    ClientOptions options = options_for(server);
    options.pumped = pumped;
    auto mine = std::make_unique<Client>(options);
    CallOptions call;
    call.sink = Sink::file(folder.file("clip.mp4"));
    call.timeout = 20s;
    std::atomic<int> told{0};
    std::promise<bool> came;
    auto operation = mine->generate_async(a_request(), call);
    operation.then([&](const Result<Video>& video) {
      ++told;
      came.set_value(static_cast<bool>(video));
    });
    while (server.counts().waiting == 0) mine->pump();
    const int code = in_a_child([&] {
      mine.reset();
      return told.load();
    });
    EXPECT_EQ(code, 0) << "the parent's callback ran in the child";
    server.release();
    EXPECT_TRUE(operation.wait_for(20s));
    EXPECT_TRUE(came.get_future().get());
    EXPECT_TRUE(is_clip(content_of(folder.file("clip.mp4"))));
  }
}

TEST_F(Embedding, AChildIsToldThatItNeedsAClientOfItsOwn) {
  ASSERT_TRUE(client.try_credits());
  const auto asks = [&] {
    const auto refused = client.try_credits();
    if (refused || refused.error().message.find("fork") == std::string::npos) return 1;
    Operation<Credits> operation = client.credits_async();
    return operation.ready() && !operation.try_get() ? 0 : 2;
  };
  EXPECT_EQ(in_a_child(asks), 0);
  EXPECT_TRUE(client.try_credits());
}

TEST_F(Embedding, WhatCameWhileNobodyPumpedIsHeardBeforeALimitRunsOut) {
  ClientOptions options = options_for(server);
  options.pumped = true;
  Client pumped(options);
  CallOptions call;
  call.timeout = 300ms;
  server.hold();
  auto operation = pumped.generate_async(a_request(), call);
  while (server.counts().waiting == 0) pumped.pump();
  server.release();
  ASSERT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.answers == 1; }));
  std::this_thread::sleep_for(400ms);  // the frame loop stands still, past the limit
  pumped.pump();
  EXPECT_TRUE(operation.ready());
  EXPECT_TRUE(operation.try_get());
}

TEST_F(Embedding, AJobWhoseIdHasArrivedIsKnownBeforeItsClientEnds) {
  for (const bool by_cancel : {false, true}) {
    ClientOptions options = options_for(server);
    options.pumped = true;
    auto pumped = std::make_unique<Client>(options);
    std::string id;
    CallOptions call;
    call.on_submitted = [&](std::string_view text) { id = text; };
    const auto answers = server.counts().answers;
    const auto submits = server.counts().submit;
    auto operation = pumped->submit_async(a_request(), call);
    while (server.counts().submit == submits) pumped->pump();
    ASSERT_TRUE(server.wait_for([&](const sandbox::Counts& counts) { return counts.answers == answers + 1; }));
    if (by_cancel) {
      operation.cancel();
      pumped->pump();
    }
    pumped.reset();
    EXPECT_FALSE(id.empty());
    EXPECT_TRUE(operation.try_get()) << "cancelled: " << by_cancel;
  }
}

TEST_F(Embedding, AFileGoesWhereItsPathLedWhenTheCallBegan) {
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::create_directory(folder.path() / "then");
  std::filesystem::create_directory(folder.path() / "now");
  std::filesystem::current_path(folder.path() / "then");
  server.hold();
  CallOptions call;
  call.sink = Sink::file("clip.mp4");
  auto operation = client.generate_async(a_request(), call);
  EXPECT_TRUE(is_waiting(1));
  std::filesystem::current_path(folder.path() / "now");
  server.release();
  const auto video = operation.try_get();
  std::filesystem::current_path(before);
  ASSERT_TRUE(video);
  EXPECT_EQ(video->path(), "clip.mp4");
  EXPECT_TRUE(is_clip(content_of(folder.file("then/clip.mp4"))));
}

TEST_F(Embedding, ProgramsThatAreStartedMeanwhileInheritNoConnection) {
  server.hold();
  auto operation = client.generate_async(a_request());
  ASSERT_TRUE(is_waiting(1));
  const std::string list =
      "for f in /proc/self/fd/*; do s=$(readlink $f); case $s in socket:*) s=${s#socket:[}; grep \" ${s%]} \" "
      "/proc/net/tcp;; esac; done > " +
      folder.file("connections");
  (void)in_a_child([&] { return ::execl("/bin/sh", "sh", "-c", list.c_str(), nullptr); });
  EXPECT_TRUE(std::filesystem::exists(folder.file("connections")));
  EXPECT_EQ(content_of(folder.file("connections")), "");
  server.release();
  EXPECT_TRUE(operation.try_get());
}

// Its TLS library takes itself down at the end of the program, at a moment of its own.
TEST_F(Embedding, AProgramMayEndWithAClientOfStaticStorageAtWork) {
  const Authority authority(folder.path().string(), "ours");
  sandbox::Options settings = quick();
  const Certificate certificate = authority.issue("IP:127.0.0.1");
  settings.certificate_file = certificate.certificate_file;
  settings.private_key_file = certificate.key_file;
  sandbox::Server secure(settings);
  secure.hold();
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(in_a_child([&] {
                return ::execl(GLOBAL_CLIENT, GLOBAL_CLIENT, secure.base_url().c_str(), secure.api_key().c_str(),
                               authority.file().c_str(), nullptr);
              }),
              0);
  }
}

}  // namespace
}  // namespace segmind::testing
