#if !defined(_WIN32)
#  include <sys/wait.h>
#  include <unistd.h>
#endif

#include <algorithm>
#include <csignal>
#include <memory>
#include <optional>

#include "service.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

class Pumped : public Service {
 protected:
  Client pumped{pumped_options_for(server)};

  static std::size_t threads() {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator("/proc/self/task"), std::filesystem::directory_iterator()));
  }

  /// Begins many calls and counts those of them that get as far as connecting.
  static std::pair<std::vector<Operation<Video>>, std::shared_ptr<int>> begin_many(Client& client,
                                                                                   const CancellationToken& token,
                                                                                   int count = 1000) {
    const auto begun = std::make_shared<int>(0);
    CallOptions call;
    call.cancellation = token;
    call.progress = [begun](const Progress& progress) { *begun += progress.phase == Phase::connecting; };
    std::vector<Operation<Video>> calls;
    for (int i = 0; i < count; ++i) calls.push_back(client.generate_async(a_request(), call));
    return {std::move(calls), begun};
  }
};

TEST_F(Pumped, WaitingForNoTimeDoesWhatCanBeDone) {
  const auto credits = pumped.credits_async();
  const auto until = std::chrono::steady_clock::now() + 10s;
  while (!credits.wait_for(0ms) && std::chrono::steady_clock::now() < until) continue;
  EXPECT_TRUE(credits.ready());
}

TEST_F(Pumped, AskingForWhatIsThereDoesNothingElse) {
  const auto first = pumped.credits_async();
  ASSERT_TRUE(first.wait_for(10s));
  const auto second = pumped.credits_async();
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(first.wait_for(0ms));
  EXPECT_FALSE(second.ready());
  EXPECT_EQ(server.counts().credits, 1U);
}

TEST_F(Pumped, EverythingHappensInsidePumpAndNoThreadIsStarted) {
  const std::size_t before = threads();
  auto operation = pumped.generate_async(a_request());
  std::thread::id ran_on;
  bool done = false;
  operation.then([&](Result<Video> video) {
    ran_on = std::this_thread::get_id();
    done = video.has_value();
  });
  const auto until = std::chrono::steady_clock::now() + 10s;
  while (pumped.pump() && std::chrono::steady_clock::now() < until) EXPECT_EQ(threads(), before);
  EXPECT_TRUE(done);
  EXPECT_EQ(ran_on, std::this_thread::get_id());
}

TEST_F(Pumped, PumpNeverWaits) {
  server.hold();
  auto operation = pumped.generate_async(a_request());
  while (server.counts().waiting == 0) pumped.pump();
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(pumped.pump());
  EXPECT_LT(std::chrono::steady_clock::now() - began, 2s);
  server.release();
  EXPECT_TRUE(operation.try_get());
  EXPECT_FALSE(pumped.pump());
}

TEST_F(Pumped, AForgottenPumpIsNamedWhereALimitRanOut) {
  server.hold();
  CallOptions call;
  call.timeout = 300ms;
  auto forgotten = pumped.generate_async(a_request(), call);
  std::this_thread::sleep_for(400ms);
  const Error unpumped = forgotten.try_get().error();
  EXPECT_EQ(unpumped.kind, ErrorKind::timeout);
  EXPECT_NE(unpumped.message.find("nobody called Client::pump()"), std::string::npos) << unpumped.message;
  const Error slow = pumped.try_generate(a_request(), call).error();
  EXPECT_EQ(slow.kind, ErrorKind::timeout);
  EXPECT_EQ(slow.message.find("pump"), std::string::npos) << slow.message;
}

// libcurl reads on for as long as the sender keeps up; a callback, or a slow disk, lets it.
TEST_F(Pumped, AFrameTakesNoMoreOfAClipThanItHasTimeFor) {
  server.inject(Fault::large(4'000'000).on(Route::generate));
  int pieces = 0;
  std::size_t arrived = 0;
  CallOptions call;
  call.sink = Sink::callback([&](const std::byte*, std::size_t size) {
    ++pieces;
    arrived += size;
    std::this_thread::sleep_for(3ms);  // longer than pump() goes on for
    return true;
  });
  auto operation = pumped.generate_async(a_request(), call);
  int most = 0;
  while (!operation.ready()) {
    pieces = 0;
    pumped.pump();
    most = std::max(most, pieces);
  }
  EXPECT_EQ(arrived, 4'000'000U);
  EXPECT_LE(most, 4);
}

TEST_F(Pumped, ASinkThatTakesNoMoreInALaterFrameEndsItsCall) {
  server.inject(Fault::large(4'000'000).on(Route::generate));
  int pieces = 0;
  CallOptions call;
  call.sink = Sink::callback([&](const std::byte*, std::size_t) {
    std::this_thread::sleep_for(3ms);
    return ++pieces < 20;
  });
  const Result<Video> video = pumped.try_generate(a_request(), call);
  EXPECT_EQ(pieces, 20);
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().kind, ErrorKind::cancelled);
  EXPECT_EQ(video.error().charge, Charge::charged);
}

TEST_F(Pumped, ABlockingCallDoesTheWorkItself) {
  EXPECT_TRUE(is_clip(pumped.generate(a_request()).bytes().view()));
  EXPECT_TRUE(is_clip(pumped.submit(a_request()).wait().bytes().view()));
  EXPECT_FALSE(pumped.pump());
}

TEST_F(Pumped, TwoThreadsMayWaitAtOnce) {
  auto other = std::async(std::launch::async, [this] { return pumped.try_generate(a_request()).has_value(); });
  EXPECT_TRUE(pumped.try_generate(a_request()));
  EXPECT_TRUE(other.get());
}

TEST_F(Pumped, AThreadThatWaitsForAWhileIsNotKeptByOneThatIsInside) {
  std::promise<void> inside, released;
  auto release = released.get_future().share();
  auto other = std::async(std::launch::async, [&] {
    auto credits = pumped.credits_async();
    credits.then([&](const Result<Credits>&) {
      inside.set_value();
      release.wait_for(10s);
    });
    return credits.wait_for(10s);
  });
  inside.get_future().wait();
  const auto waiting = pumped.credits_async();
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(waiting.wait_for(1ms));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
  released.set_value();
  EXPECT_TRUE(other.get());
  EXPECT_TRUE(waiting.wait_for(10s));
}

TEST_F(Pumped, PumpDoesNotWaitForAThreadThatWaits) {
  server.hold();
  auto other = std::async(std::launch::async, [this] { return pumped.try_generate(a_request()).has_value(); });
  ASSERT_TRUE(wait_until_waiting(1));
  // The other thread is inside nearly all the time, for 50 ms at a time; a hundred turns with it would take seconds.
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(pumped.pump());
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 2s);
  server.release();
  EXPECT_TRUE(other.get());
}

TEST_F(Pumped, ACallbackMayHoldTheLastOwnerOfItsClient) {
  auto owned = std::make_shared<Client>(pumped_options_for(server));
  Client* const client_inside = owned.get();
  std::promise<void> told;
  owned->generate_async(a_request()).then([&told, owner = owned](const Result<Video>&) mutable {
    owner.reset();
    told.set_value();
  });
  owned.reset();
  auto end = told.get_future();
  while (end.wait_for(0ms) != std::future_status::ready && client_inside->pump()) {
  }
  end.get();
}

TEST_F(Pumped, OneOfThousandsEndsBeforeTheOthersHaveBegun) {
  CancellationSource source;
  auto [calls, begun] = begin_many(pumped, source.token());
  calls.back().cancel();
  for (int frame = 0; frame < 20 && !calls.back().ready(); ++frame) pumped.pump();
  EXPECT_TRUE(calls.back().ready());
  EXPECT_LT(*begun, static_cast<int>(calls.size()) / 2);
  source.cancel();
  const auto all_are_ready = [&calls = calls] {
    return std::all_of(calls.begin(), calls.end(), [](const auto& call) { return call.ready(); });
  };
  for (int frame = 0; frame < 100 && !all_are_ready(); ++frame) pumped.pump();
  EXPECT_TRUE(all_are_ready());
}

TEST_F(Pumped, PumpHasMoreToDoUntilAllConnectionsAreClosed) {
  server.hold();
  CancellationSource source;
  const auto [calls, begun] = begin_many(pumped, source.token(), 300);
  while (server.counts().waiting < 300) pumped.pump();
  source.cancel();
  while (pumped.pump()) {
  }
  for (const auto& call : calls) EXPECT_TRUE(call.ready());
  EXPECT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.connections_open == 0; }));
}

TEST_F(Pumped, CallsThatWereCancelledBeforeTheyBeganKeepNothing) {
  const auto kept = std::make_shared<int>();
  CallOptions call;
  call.progress = [kept](const Progress&) {};
  std::vector<Operation<Video>> calls;
  for (int i = 0; i < 100; ++i) calls.push_back(pumped.generate_async(a_request(), call));
  call = CallOptions();
  for (const auto& each : calls) each.cancel();
  calls.clear();
  for (int frame = 0; frame < 100 && kept.use_count() > 1; ++frame) pumped.pump();
  EXPECT_EQ(kept.use_count(), 1);
}

TEST_F(Pumped, ABatchThatACallbackBeginsIsPumpedToItsEnd) {
  const std::vector<Wan27R2VRequest> requests(2, a_request());
  // Longer than pump() goes on for: what is left is left for the next one.
  const auto slow = [](std::size_t, const Result<Video>&) { std::this_thread::sleep_for(5ms); };
  std::optional<Operation<BatchSummary>> second;
  pumped.generate_all(requests, slow).then([&](const Result<BatchSummary>&) {
    second = pumped.generate_all(requests, slow);
  });
  while (pumped.pump()) {
  }
  ASSERT_TRUE(second && second->ready());
  EXPECT_EQ(second->get().succeeded, 2U);
}

TEST_F(Pumped, OfManyThatEndAtOnceNoneIsSentThatSaysItCostNothing) {
  server.hold();
  server.set_credits(100'000);
  std::uint64_t may_have_cost = 0;
  for (int pumps = 0; pumps < 8; ++pumps) {
    SCOPED_TRACE(pumps);
    CancellationSource source;
    auto [calls, begun] = begin_many(pumped, source.token());
    for (int i = 0; i < pumps; ++i) pumped.pump();
    source.cancel();
    while (pumped.pump()) {
    }
    for (auto& call : calls) may_have_cost += call.try_get().error().charge != Charge::none;
    EXPECT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.connections_open == 0; }));
    EXPECT_LE(server.counts().generate, may_have_cost);
  }
  EXPECT_GT(server.counts().generate, 0U);
}

TEST_F(Pumped, ACallThatHasNotBegunWhenItsClientIsDestroyedNeverDoes) {
  std::optional<Client> doomed(pumped_options_for(server));
  const auto [calls, begun] = begin_many(*doomed, {});
  doomed.reset();
  for (const auto& call : calls) EXPECT_TRUE(call.ready());
  EXPECT_EQ(*begun, 0);
}

TEST_F(Pumped, DestroyingAPumpedClientEndsItsCalls) {
  server.hold();
  std::optional<Client> doomed;
  doomed.emplace(pumped_options_for(server));
  auto operation = doomed->generate_async(a_request());
  while (server.counts().waiting == 0) doomed->pump();
  doomed.reset();
  EXPECT_EQ(operation.try_get().error().kind, ErrorKind::cancelled);
}

TEST_F(Pumped, DestroyingAClientThatWasNeverPumpedEndsItsCallsToo) {
  std::optional<Client> doomed;
  doomed.emplace(pumped_options_for(server));
  auto operation = doomed->generate_async(a_request());
  doomed.reset();
  ASSERT_TRUE(operation.ready());
  const auto ended = operation.try_get();
  EXPECT_EQ(ended.error().kind, ErrorKind::cancelled);
  EXPECT_EQ(ended.error().charge, Charge::none);
  EXPECT_EQ(server.counts().requests, 0U);
}

#if !defined(_WIN32)

// A TLS library may write to a connection that is gone, whatever libcurl asks of the system. SIGPIPE ends a program
// that does not ask for another fate.
class PumpedWithoutAHandler : public Pumped {
 protected:
  /// Runs it with a client of its own in a child whose SIGPIPE is as it was at the program's start. Returns its exit
  /// code, or minus the signal that ended it.
  int ends(const Function<bool(std::optional<Client>&)>& use) {
    const ClientOptions options = pumped_options_for(server);
    const pid_t child = ::fork();
    if (child == 0) {
      ::alarm(20);
      ::signal(SIGPIPE, SIG_DFL);
      std::optional<Client> own(std::in_place, options);
      const bool well = use(own);
      own.reset();
      ::_exit(!well ? 1 : raised == 0 ? 2 : is_blocked_or_pending() ? 3 : 0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  CallOptions raising() {
    CallOptions call;
    call.progress = [this](const Progress&) { raise(); };
    return call;
  }
  void raise() {
    ++raised;
    ::raise(SIGPIPE);
  }

 private:
  static bool is_blocked_or_pending() {
    sigset_t blocked, pending;
    ::pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
    ::sigpending(&pending);
    return sigismember(&blocked, SIGPIPE) != 0 || sigismember(&pending, SIGPIPE) != 0;
  }

  int raised = 0;
};

TEST_F(PumpedWithoutAHandler, ABrokenPipeInABlockingCallEndsNoProgram) {
  const auto use = [this](std::optional<Client>& own) { return own->try_generate(a_request(), raising()).has_value(); };
  EXPECT_EQ(ends(use), 0);
}

TEST_F(PumpedWithoutAHandler, ABrokenPipeInPumpEndsNoProgram) {
  const auto use = [this](std::optional<Client>& own) {
    auto operation = own->generate_async(a_request(), raising());
    while (own->pump()) {
    }
    return operation.try_get().has_value();
  };
  EXPECT_EQ(ends(use), 0);
}

TEST_F(PumpedWithoutAHandler, ABrokenPipeAtTheClientsEndEndsNoProgram) {
  server.hold();
  const auto use = [this](std::optional<Client>& own) {
    bool sent = false;
    CallOptions call;
    call.progress = [&](const Progress& progress) { sent = sent || progress.phase == Phase::generating; };
    auto operation = own->generate_async(a_request(), call);
    ErrorKind kind = ErrorKind::internal;
    operation.then([&](const Result<Video>& video) {
      raise();
      kind = video.error().kind;
    });
    while (!sent) own->pump();
    own.reset();
    return kind == ErrorKind::cancelled;
  };
  EXPECT_EQ(ends(use), 0);
}

#endif

}  // namespace
}  // namespace segmind::testing
