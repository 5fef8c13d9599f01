#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <memory>
#include <vector>

#include "../listening_socket.hpp"
#include "tls_sandbox.hpp"

// What the program around the library does without asking it.
namespace segmind::testing {
namespace {

class Embedding : public Service {
 protected:
  TemporaryFolder folder;
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
    std::atomic<int> told{0};
    std::promise<bool> came;
    ClientOptions options = options_for(server);
    options.pumped = pumped;
    auto mine = std::make_unique<Client>(options);
    CallOptions call;
    call.sink = Sink::file(folder.file("clip.mp4"));
    const auto posts = paid_posts();
    auto operation = mine->generate_async(a_request(), call);
    operation.then([&](const Result<Video>& video) {
      ++told;
      came.set_value(static_cast<bool>(video));
    });
    while (paid_posts() == posts) mine->pump();
    const int code = in_a_child([&] {
      mine.reset();
      return told.load();
    });
    EXPECT_EQ(code, 0) << "the parent's callback ran in the child";
    server.release();
    while (!operation.wait_for(1s)) {
    }
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
  Client pumped(pumped_options_for(server));
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

// More than one pump() has time for, and half of what the slowest machine managed in the second that limits wait.
TEST_F(Embedding, HundredsThatCameWhileNobodyPumpedAreHeardBeforeTheirLimitsRunOut) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  constexpr int count = 100;
#else
  constexpr int count = 500;
#endif
  // So small that an answer has come whole once it has left the server.
  server.serve("a-sound",
               sandbox::ModelAnswer{"audio/wav", "RIFF" + std::string(4, '\1') + "WAVEfmt " + std::string(500, '\2')});
  Client pumped(pumped_options_for(server));
  CallOptions call;
  call.timeout = 4s;
  server.hold();
  std::vector<Operation<Video>> operations;
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < count; ++i) operations.push_back(pumped.generate_async(Request("a-sound", "{}"), call));
  while (server.counts().waiting < count && std::chrono::steady_clock::now() - began < 3s) pumped.pump();
  if (server.counts().waiting < count) GTEST_SKIP() << "this machine is too slow today to begin them all in time";
  server.release();
  ASSERT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.answers == count; }));
  std::this_thread::sleep_until(began + 4500ms);  // past the limit
  const auto heard_from = std::chrono::steady_clock::now();
  int clips = 0;
  for (auto& operation : operations) {
    while (!operation.ready()) pumped.pump();
    clips += operation.try_get() ? 1 : 0;
  }
  if (std::chrono::steady_clock::now() - heard_from > 1s) GTEST_SKIP() << "this machine is too slow today to hear all";
  EXPECT_EQ(clips, count);
}

// Takes no connection until it is told to; then takes them all, and notes what comes.
class LateServer {
 public:
  LateServer() : others_{socket_.connect(), socket_.connect()} {}
  ~LateServer() {
    for (const int other : others_) ::close(other);
  }
  std::string base_url() const { return "http://127.0.0.1:" + std::to_string(socket_.port()); }

  /// Bytes that a client has sent, of those that are connected within that time.
  std::size_t received(std::chrono::milliseconds time) {
    const timeval patience{time.count() / 1000, static_cast<suseconds_t>(time.count() % 1000 * 1000)};
    ::setsockopt(socket_.number(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    std::size_t bytes = 0;
    for (int client = 0; (client = socket_.accept()) >= 0; ::close(client)) {
      char piece[4096];
      ssize_t got = 0;
      while ((got = ::recv(client, piece, sizeof piece, MSG_DONTWAIT)) > 0) bytes += static_cast<std::size_t>(got);
    }
    return bytes;
  }
  /// Makes room, so that whoever waits to be connected will be.
  void let_in() {
    for (std::size_t i = 0; i < others_.size(); ++i) ::close(socket_.accept());
  }

 private:
  const ListeningSocket socket_{0};
  const std::array<int, 2> others_;
};

TEST_F(Embedding, WhatShouldEndIsNotSentThoughItsConnectionHasComeMeanwhile) {
  for (const bool by_limit : {false, true}) {
    LateServer late;
    ClientOptions options = pumped_options_for(server);
    options.base_url = late.base_url();
    Client pumped(options);
    CallOptions call;
    if (by_limit) call.timeout = 1s;
    auto operation = pumped.generate_async(a_request(), call);
    for (int i = 0; i < 10; ++i) pumped.pump();
    late.let_in();
    std::this_thread::sleep_for(1500ms);  // the system tries to connect again after a second; nobody pumps
    if (!by_limit) operation.cancel();
    while (!operation.ready()) pumped.pump();
    EXPECT_EQ(late.received(100ms), 0U);
    const auto ended = operation.try_get();
    EXPECT_EQ(ended.error().charge, Charge::none);
    EXPECT_EQ(ended.error().kind, by_limit ? ErrorKind::timeout : ErrorKind::cancelled);
  }
}

TEST_F(Embedding, AJobWhoseIdHasArrivedIsKnownBeforeItsClientEnds) {
  for (const bool by_cancel : {false, true}) {
    auto pumped = std::make_unique<Client>(pumped_options_for(server));
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
  EXPECT_TRUE(wait_until_waiting(1));
  std::filesystem::current_path(folder.path() / "now");
  server.release();
  const auto video = operation.try_get();
  ASSERT_TRUE(video);
  EXPECT_EQ(video->path(), folder.file("then/clip.mp4"));
  video->save("copy.mp4");
  std::filesystem::current_path(before);
  EXPECT_TRUE(is_clip(content_of(folder.file("then/clip.mp4"))));
  EXPECT_EQ(content_of(folder.file("now/copy.mp4")), content_of(folder.file("then/clip.mp4")));
}

TEST_F(Embedding, AClipThroughTheQueueGoesWhereItsPathLedToo) {
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::create_directory(folder.path() / "then");
  std::filesystem::create_directory(folder.path() / "now");
  std::filesystem::current_path(folder.path() / "then");
  server.inject(sandbox::Fault::late(300ms).on(sandbox::Route::submit));
  CallOptions call;
  call.through_queue = true;
  call.sink = Sink::file("clip.mp4");
  auto operation = client.generate_async(a_request(), call);
  EXPECT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.submit == 1; }));
  std::filesystem::current_path(folder.path() / "now");
  EXPECT_TRUE(operation.try_get());
  std::filesystem::current_path(before);
  EXPECT_TRUE(is_clip(content_of(folder.file("then/clip.mp4"))));
}

TEST_F(Embedding, ProgramsThatAreStartedMeanwhileInheritNoConnection) {
  server.hold();
  auto operation = client.generate_async(a_request());
  ASSERT_TRUE(wait_until_waiting(1));
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
  TlsSandbox secure("IP:127.0.0.1");
  secure.server.hold();
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(in_a_child([&] {
                return ::execl(GLOBAL_CLIENT, GLOBAL_CLIENT, secure.server.base_url().c_str(),
                               secure.server.api_key().c_str(), secure.ca_file().c_str(), nullptr);
              }),
              0);
  }
}

}  // namespace
}  // namespace segmind::testing
