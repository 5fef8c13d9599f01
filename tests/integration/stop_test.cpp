#include <curl/curl.h>
#include <dlfcn.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <condition_variable>
#include <cstring>
#include <mutex>

#include "service.hpp"

namespace {

// A name whose lookup hangs until the program ends or the test lets it go: this program's getaddrinfo stands before the
// C library's, for libcurl too.
std::mutex lookup_mutex;
std::condition_variable lookup_changed;
int lookups_begun = 0;
bool lookups_released = false;

}  // namespace

extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** result) {
  if (node != nullptr && std::strcmp(node, "slow.test") == 0) {
    std::unique_lock lock(lookup_mutex);
    ++lookups_begun;
    lookup_changed.notify_all();
    lookup_changed.wait(lock, [] { return lookups_released; });
    return EAI_NONAME;
  }
  addrinfo numeric{};
  if (hints != nullptr) numeric = *hints;
  numeric.ai_flags |= AI_NUMERICHOST;
  static const auto real = reinterpret_cast<decltype(&getaddrinfo)>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  return real(node, service, &numeric, result);
}

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;
using Clock = std::chrono::steady_clock;

// The promise is 100 ms; a busy machine is given ten times as long, and one with sanitizers fifty times.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr auto prompt = 5s;
#else
constexpr auto prompt = 1s;
#endif

class Stop : public Service {
 protected:
  /// Begins a call in another thread, runs `stop` when `ready` says so, and returns what became of the call.
  template <typename Ready, typename End>
  Error stopped(Client& target, CallOptions call, Ready ready, End end) {
    auto running = std::async(std::launch::async, [&] { return target.try_generate(a_request(), call); });
    EXPECT_TRUE(ready());
    const auto began = Clock::now();
    end();
    Result<Video> video = running.get();
    EXPECT_LT(Clock::now() - began, prompt);
    EXPECT_FALSE(video);
    return video ? Error() : video.error();
  }

  bool reaches_server(std::uint64_t requests) {
    return server.wait_for([=](const sandbox::Counts& counts) { return counts.waiting >= requests; });
  }

  CancellationSource source;
  CallOptions cancellable() {
    CallOptions call;
    call.cancellation = source.token();
    return call;
  }
};

TEST_F(Stop, CancelEndsAWaitForTheGenerationAndSaysThatItMayCost) {
  server.hold();
  const Error error = stopped(
      client, cancellable(), [&] { return reaches_server(1); }, [&] { source.cancel(); });
  EXPECT_EQ(error.kind, ErrorKind::cancelled);
  EXPECT_EQ(error.charge, Charge::possible);
  EXPECT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.abandoned == 1; }));
}

TEST_F(Stop, CancelEndsATransferAndKeepsItsCharge) {
  server.inject(Fault::stall(3000).on(Route::generate));
  std::promise<void> receiving;
  CallOptions call = cancellable();
  call.progress = [&, told = false](const Progress& progress) mutable {
    if (progress.phase == Phase::receiving && !told) receiving.set_value(), told = true;
  };
  const Error error = stopped(
      client, call, [&] { return receiving.get_future().wait_for(10s) == std::future_status::ready; },
      [&] { source.cancel(); });
  EXPECT_EQ(error.kind, ErrorKind::cancelled);
  EXPECT_EQ(error.charge, Charge::charged);
}

/// A clip that comes as fast as it is taken, for some seconds: libcurl reads on for as long as the sender keeps up, and
/// hears nobody meanwhile.
class StopWhileAClipKeepsArriving : public Stop {
 protected:
  StopWhileAClipKeepsArriving() { server.inject(Fault::large(60'000'000).on(Route::generate)); }

  Operation<Video> begin(CallOptions call) {
    call.sink = Sink::callback([this](const std::byte*, std::size_t) {
      if (++pieces == 5) arriving.set_value();
      std::this_thread::sleep_for(2ms);
      return true;
    });
    Operation<Video> operation = client.generate_async(a_request(), call);
    arriving.get_future().wait();
    return operation;
  }

  std::promise<void> arriving;
  std::atomic<int> pieces{0};  // of 3,700
};

TEST_F(StopWhileAClipKeepsArriving, CancelIsHeard) {
  auto operation = begin(cancellable());
  source.cancel();
  const int before = pieces;
  EXPECT_EQ(operation.try_get().error().kind, ErrorKind::cancelled);
  EXPECT_LE(pieces - before, 20);
}

TEST_F(StopWhileAClipKeepsArriving, ALimitThatRunsOutEndsIt) {
  CallOptions call;
  call.timeout = 1500ms;
  EXPECT_EQ(begin(call).try_get().error().kind, ErrorKind::timeout);
  EXPECT_LE(pieces, 950);  // of the 750 or less that there is time for
}

TEST_F(StopWhileAClipKeepsArriving, ProgressIsToldAllTheWhile) {
  CallOptions call = cancellable();
  call.timeout = 2s;
  call.progress_interval = 100ms;
  int told_at = 0;
  int longest = 0;
  call.progress = [&](const Progress& progress) {
    if (progress.phase == Phase::receiving) longest = std::max(longest, pieces - told_at);
    told_at = pieces;
  };
  EXPECT_EQ(begin(call).try_get().error().kind, ErrorKind::timeout);
  EXPECT_LE(longest, 200);  // of the 50 or less that there is time for
}

TEST_F(StopWhileAClipKeepsArriving, AnotherCallIsAnswered) {
  auto operation = begin(cancellable());
  EXPECT_TRUE(client.try_credits());
  EXPECT_LE(pieces, 90);  // 23, and some 125 where only those are heard who have not begun
  source.cancel();
  EXPECT_EQ(operation.try_get().error().kind, ErrorKind::cancelled);
}

TEST_F(StopWhileAClipKeepsArriving, TheClientIsDestroyedAtOnce) {
  auto operation = begin(CallOptions());
  const int before = pieces;
  { const Client ended(std::move(client)); }
  EXPECT_EQ(operation.try_get().error().kind, ErrorKind::cancelled);
  EXPECT_LE(pieces - before, 50);
}

TEST_F(Stop, CancelEndsANameLookup) {
  ClientOptions options = options_for(server);
  options.base_url = "https://slow.test";
  Client lost(options);
  const Error error = stopped(
      lost, cancellable(),
      [] {
        std::unique_lock lock(lookup_mutex);
        return lookup_changed.wait_for(lock, 10s, [] { return lookups_begun > 0; });
      },
      [&] { source.cancel(); });
  EXPECT_EQ(error.kind, ErrorKind::cancelled);
  EXPECT_EQ(error.charge, Charge::none);
  const std::lock_guard lock(lookup_mutex);
  lookups_released = true;
  lookup_changed.notify_all();
}

/// A port that takes connections and never says a word: TLS begins there and goes no further.
class SilentPort {
 public:
  SilentPort() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address_;
    ::bind(socket_, reinterpret_cast<sockaddr*>(&address_), size);
    ::listen(socket_, 128);
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address_), &size);
  }
  ~SilentPort() {
    for (const int connection : connections_) ::close(connection);
    ::close(socket_);
  }
  std::string url() const { return "https://127.0.0.1:" + std::to_string(ntohs(address_.sin_port)); }
  /// Until TLS has begun on the next connection, for which the client first reads the authorities; that takes a
  /// sanitizer on a busy machine more than a second.
  bool wait_for_hello() {
    if (!readable(socket_)) return false;
    connections_.push_back(::accept(socket_, nullptr, nullptr));
    return readable(connections_.back());
  }

 private:
  static bool readable(int descriptor) {
    pollfd ready{descriptor, POLLIN, 0};
    return ::poll(&ready, 1, 30'000) == 1;
  }

  int socket_;
  std::vector<int> connections_;
  sockaddr_in address_{};
};

TEST_F(Stop, CancelEndsAConnectionThatGoesNowhere) {
  SilentPort silent;
  ClientOptions options = options_for(server);
  options.base_url = silent.url();
  Client lost(options);
  const Error error = stopped(
      lost, cancellable(), [&] { return silent.wait_for_hello(); }, [&] { source.cancel(); });
  EXPECT_EQ(error.kind, ErrorKind::cancelled);
  EXPECT_EQ(error.charge, Charge::none);
}

// libcurl would read the system's authorities again for each of them, which takes seconds.
TEST_F(Stop, CancelIsAsPromptBesideManyThatBeginTls) {
  if (curl_version_info(CURLVERSION_NOW)->version_num < 0x075700) {
    GTEST_SKIP() << "libcurl before 7.87 reads the CA certificates anew for each connection";
  }
  SilentPort silent;
  ClientOptions options = options_for(server);
  options.base_url = silent.url();
  Client lost(options);
  std::vector<Operation<Video>> calls;
  calls.push_back(lost.generate_async(a_request(), cancellable()));
  ASSERT_TRUE(silent.wait_for_hello());
  for (int i = 1; i < 100; ++i) calls.push_back(lost.generate_async(a_request(), cancellable()));
  ASSERT_TRUE(silent.wait_for_hello());
  const auto began = Clock::now();
  source.cancel();
  for (auto& call : calls) EXPECT_EQ(call.try_get().error().kind, ErrorKind::cancelled);
  EXPECT_LT(Clock::now() - began, prompt);
}

TEST_F(Stop, AConnectionThatGoesNowhereTimesOutFreeOfCharge) {
  const SilentPort silent;
  ClientOptions options = options_for(server);
  options.base_url = silent.url();
  options.connect_timeout = 50ms;
  Client lost(options);
  const auto video = lost.try_generate(a_request());
  EXPECT_EQ(video.error().kind, ErrorKind::timeout);
  EXPECT_EQ(video.error().charge, Charge::none);
  EXPECT_THROW(lost.generate(a_request()), TimeoutError);
}

TEST_F(Stop, ATimeoutWhileGeneratingMayHaveCostMoney) {
  server.hold();
  CallOptions call;
  call.timeout = 50ms;
  const auto video = client.try_generate(a_request(), call);
  EXPECT_EQ(video.error().kind, ErrorKind::timeout);
  EXPECT_EQ(video.error().charge, Charge::possible);
  EXPECT_EQ(server.counts().generate, 1U);
}

TEST_F(Stop, OneSourceEndsManyCalls) {
  server.hold();
  std::vector<std::future<Result<Video>>> calls;
  for (int i = 0; i < 8; ++i) {
    calls.push_back(std::async(std::launch::async, [&] { return client.try_generate(a_request(), cancellable()); }));
  }
  ASSERT_TRUE(reaches_server(8));
  source.cancel();
  for (auto& call : calls) EXPECT_EQ(call.get().error().kind, ErrorKind::cancelled);
}

TEST_F(Stop, ACancelledTokenSendsNothing) {
  source.cancel();
  const auto video = client.try_generate(a_request(), cancellable());
  EXPECT_EQ(video.error().kind, ErrorKind::cancelled);
  EXPECT_EQ(video.error().charge, Charge::none);
  EXPECT_EQ(server.counts().requests, 0U);
}

TEST_F(Stop, DestroyingTheClientEndsItsCalls) {
  server.hold();
  auto doomed = std::make_unique<Client>(options_for(server));
  Client& target = *doomed;
  const Error error = stopped(
      target, {}, [&] { return reaches_server(1); }, [&] { doomed.reset(); });
  EXPECT_EQ(error.kind, ErrorKind::cancelled);
  EXPECT_EQ(error.charge, Charge::possible);
}

TEST_F(Stop, AProgressCallbackMayCancelOrThrow) {
  CallOptions call = cancellable();
  call.progress = [&](const Progress& progress) {
    if (progress.phase == Phase::sending) source.cancel();
  };
  server.hold();
  EXPECT_EQ(client.try_generate(a_request(), call).error().kind, ErrorKind::cancelled);
  CallOptions throwing;
  throwing.progress = [](const Progress&) { throw std::runtime_error("no"); };
  const Error error = client.try_generate(a_request(), throwing).error();
  EXPECT_EQ(error.kind, ErrorKind::cancelled);
  EXPECT_NE(error.message.find("exception: no"), std::string::npos) << error.message;
}

TEST_F(Stop, WhatEndsACallBeforeItsFirstByteKeepsItFromLeaving) {
  for (const bool throws : {false, true}) {
    CancellationSource here;
    CallOptions call;
    call.cancellation = here.token();
    call.progress = [&](const Progress& progress) {
      if (progress.phase != Phase::sending) return;
      if (throws) throw std::runtime_error("no");
      here.cancel();
    };
    const Error error = client.try_generate(a_request(), call).error();
    EXPECT_EQ(error.kind, ErrorKind::cancelled);
    EXPECT_EQ(error.charge, Charge::none) << error.describe();
    EXPECT_EQ(error.message.find("exception: no") != std::string::npos, throws) << error.message;
  }
  EXPECT_TRUE(client.try_generate(a_request()));
  EXPECT_EQ(server.counts().requests, 1U);
}

TEST_F(Stop, NamesEveryUnusableOptionOfACallAtOnce) {
  CallOptions call;
  call.timeout = 0ms;
  call.connect_timeout = -1ms;
  call.retry = RetryPolicy{0, -1ms, -1ms};
  call.sink = Sink::callback(nullptr);
  const auto refused = client.try_generate(a_request(), call);
  ASSERT_FALSE(refused);
  std::vector<std::string> fields;
  for (const Violation& violation : refused.error().violations) fields.push_back(violation.field);
  EXPECT_EQ(fields, (std::vector<std::string>{"timeout", "connect_timeout", "retry.attempts", "retry.first_wait",
                                              "retry.longest_wait", "sink"}));
  EXPECT_EQ(server.counts().requests, 0U);
}

TEST_F(Stop, TakesTheLongestLimitThatThereIs) {
  CallOptions call;
  call.timeout = std::chrono::milliseconds::max();
  call.connect_timeout = std::chrono::milliseconds::max();
  EXPECT_TRUE(client.try_generate(a_request(), call));
}

// The client's thread is the program's for as long as a callback of it runs.
TEST_F(Stop, ALimitThatRanOutBehindASlowCallbackDoesNotEndWhatHasBeenAnsweredMeanwhile) {
  server.inject(Fault::late(300ms).on(Route::generate).repeat_forever());
  CallOptions call;
  call.timeout = 1s;
  std::vector<Operation<Video>> paid;
  for (int i = 0; i < 40; ++i) paid.push_back(client.generate_async(a_request(), call));
  ASSERT_TRUE(reaches_server(40));
  client.credits_async().then([](const Result<Credits>&) { std::this_thread::sleep_for(1500ms); });
  for (auto& one : paid) {
    const Result<Video> video = one.try_get();
    EXPECT_TRUE(video) << video.error().describe();
  }
}

}  // namespace
}  // namespace segmind::testing
