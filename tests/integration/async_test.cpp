#include <functional>
#include <memory>
#include <optional>

#include "service.hpp"

namespace segmind::testing {
namespace {

class Async : public Service {};

TEST_F(Async, AnOperationGivesItsResultOnce) {
  auto operation = client.generate_async(a_request());
  EXPECT_TRUE(operation.wait_for(10s));
  EXPECT_TRUE(operation.ready());
  EXPECT_TRUE(is_clip(operation.get().bytes().view()));
  EXPECT_EQ(operation.try_get().error().kind, ErrorKind::misuse);
}

TEST_F(Async, EveryCallHasItsTwin) {
  auto submitted = client.submit_async(a_request());
  const Job job = submitted.get();
  auto status = job.status_async();
  EXPECT_FALSE(status.get().word.empty());
  auto waiting = job.wait_async();
  EXPECT_TRUE(is_clip(waiting.get().bytes().view()));
}

TEST_F(Async, ReturnsBeforeTheCallEnds) {
  server.hold();
  auto operation = client.generate_async(a_request());
  EXPECT_FALSE(operation.wait_for(0ms));
  EXPECT_FALSE(operation.ready());
  server.release();
  EXPECT_TRUE(operation.try_get());
}

TEST_F(Async, CancelEndsOneOperationAndNoOther) {
  server.hold();
  auto first = client.generate_async(a_request());
  auto second = client.generate_async(a_request());
  ASSERT_TRUE(wait_until_waiting(2));
  first.cancel();
  const auto ended = first.try_get();
  EXPECT_EQ(ended.error().kind, ErrorKind::cancelled);
  EXPECT_EQ(ended.error().charge, Charge::possible);
  server.release();
  EXPECT_TRUE(second.try_get());
  second.cancel();
}

TEST_F(Async, AnOperationWithoutACallSaysSo) {
  Operation<Video> operation;
  EXPECT_FALSE(operation.valid());
  EXPECT_FALSE(operation.ready());
  operation.cancel();
  EXPECT_FALSE(operation.wait_for(1ms));
  EXPECT_EQ(operation.try_get().error().kind, ErrorKind::misuse);
  EXPECT_EQ(operation.try_get().error().charge, Charge::none);
  EXPECT_THROW(operation.get(), MisuseError);
  std::optional<ErrorKind> told;
  operation.then([&](const Result<Video>& video) { told = video.error().kind; });
  EXPECT_EQ(told, ErrorKind::misuse);
  operation = client.generate_async(a_request());
  EXPECT_TRUE(operation.valid());
  const Operation<Video> other = std::move(operation);
  EXPECT_TRUE(other.valid());
}

TEST_F(Async, ABlockingWaitForAPaidJobInsideACallbackDoesNotSayThatItCostNothing) {
  std::promise<Error> said;
  server.inject(sandbox::Fault::late(50ms).on(sandbox::Route::submit));  // then() comes before the answer
  client.submit_async(a_request()).then([&](Result<Job> job) { said.set_value(job->try_wait().error()); });
  const Error error = said.get_future().get();
  EXPECT_EQ(error.kind, ErrorKind::misuse);
  EXPECT_EQ(error.charge, Charge::possible);
  EXPECT_NE(error.message.find("_async"), std::string::npos);
  EXPECT_EQ(error.describe().find("cost nothing"), std::string::npos) << error.describe();
}

TEST_F(Async, ARefusedCallIsAReadyOperation) {
  CallOptions call;
  call.timeout = 0ms;
  auto operation = client.generate_async(a_request(), call);
  EXPECT_TRUE(operation.ready());
  EXPECT_THROW(operation.get(), InvalidRequestError);
}

TEST_F(Async, ThenGetsTheResultWheneverItIsAttached) {
  std::promise<bool> early;
  client.generate_async(a_request()).then([&](Result<Video> video) { early.set_value(video.has_value()); });
  EXPECT_TRUE(early.get_future().get());
  auto operation = client.generate_async(a_request());
  ASSERT_TRUE(operation.wait_for(10s));
  bool late = false;
  operation.then([&](Result<Video> video) { late = video.has_value(); });
  EXPECT_TRUE(late);
}

TEST_F(Async, ACallThatWasDroppedGoesOn) {
  const TemporaryFolder folder;
  CallOptions call;
  call.sink = Sink::file(folder.file("clip.mp4"));
  std::promise<void> saved;
  call.file_executor = [&](Function<void()> work) {
    work();
    saved.set_value();
  };
  (void)client.generate_async(a_request(), call);
  saved.get_future().get();
  EXPECT_TRUE(is_clip(content_of(folder.file("clip.mp4"))));
}

TEST_F(Async, ASecondCallbackIsToldThatItIsOneAndTakesNothing) {
  server.hold();
  auto operation = client.generate_async(a_request());
  std::promise<bool> first;
  std::optional<Error> second;
  operation.then([&](const Result<Video>& video) { first.set_value(video.has_value()); });
  operation.then([&](const Result<Video>& video) { second = video.error(); });
  ASSERT_TRUE(second);
  EXPECT_EQ(second->kind, ErrorKind::misuse);
  EXPECT_EQ(second->describe().find("Look for it in the account"), std::string::npos);
  server.release();
  EXPECT_TRUE(first.get_future().get());
}

TEST_F(Async, WaitingInsideACallbackOfTheSameClientIsRefusedAtOnce) {
  server.hold();
  auto waited_for = client.generate_async(a_request());
  std::promise<std::string> said;
  client.credits_async().then([&](const Result<Credits>&) {
    EXPECT_FALSE(waited_for.wait_for(1h));
    said.set_value(waited_for.try_get().error().message);
  });
  EXPECT_NE(said.get_future().get().find("then()"), std::string::npos);
  server.release();
  EXPECT_TRUE(waited_for.try_get());
}

TEST_F(Async, WhatIsEmptyIsNoCallback) {
  CallOptions call;
  call.progress = std::function<void(const Progress&)>();
  call.file_executor = static_cast<void (*)(Function<void()>)>(nullptr);
  call.deliver_on = call.file_executor;
  auto operation = client.generate_async(a_request(), call);
  operation.then({});
  EXPECT_TRUE(operation.try_get());
}

// Whoever goes through a batch of one call after another in its callbacks destroys the client there, and pays no more.
TEST_F(Async, NothingIsSentAfterTheClientWasDestroyedInACallback) {
  for (const bool pumped : {false, true}) {
    for (int round = 0; round < 5; ++round) {
      SCOPED_TRACE(pumped);
      ClientOptions options = options_for(server);
      options.pumped = pumped;
      auto owned = std::make_shared<std::optional<Client>>(std::in_place, options);
      BatchOptions one_by_one;
      one_by_one.in_flight = 1;
      const auto before = server.counts().generate;
      std::promise<void> destroyed;
      auto batch = (*owned)->generate_all(
          std::vector<Wan27R2VRequest>(20, a_request()),
          [&, owned](std::size_t index, const Result<Video>&) {
            if (index > 0) return;
            owned->reset();
            destroyed.set_value();
          },
          one_by_one);
      if (pumped) {
        while (owned->has_value()) (*owned)->pump();
      }
      destroyed.get_future().get();
      EXPECT_EQ(batch.try_get()->succeeded, 1U);
      EXPECT_EQ(server.counts().generate - before, 1U);
    }
  }
}

// Each waits for the other, which can never end: get() has to say so, while the client is destroyed as well.
TEST_F(Async, DestroyingTheClientIsNotHeldUpByCallbacksThatWait) {
  for (const bool pumped : {false, true}) {
    SCOPED_TRACE(pumped);
    server.hold();
    ClientOptions options = options_for(server);
    options.pumped = pumped;
    std::promise<void> gone;
    auto end = gone.get_future();
    std::thread([&server = server, options, &gone] {
      auto doomed = std::make_unique<Client>(options);
      auto one = doomed->generate_async(a_request());
      auto other = doomed->generate_async(a_request());
      one.then([other](const Result<Video>&) mutable { (void)other.wait_for(1h); });
      other.then([one](const Result<Video>&) mutable { (void)one.try_get(); });
      while (server.counts().waiting < 2) doomed->pump();
      doomed.reset();
      gone.set_value();
    }).detach();
    ASSERT_EQ(end.wait_for(20s), std::future_status::ready);
    server.release();
  }
}

TEST_F(Async, AResultIsTakenOnceWhoeverAsksForItAtTheSameTime) {
  for (int round = 0; round < 500; ++round) {
    std::atomic<int> taken{0};
    std::promise<void> called;
    auto operation = client.credits_async();
    operation.then([&](const Result<Credits>& credits) {
      if (credits) ++taken;
      called.set_value();
    });
    while (!operation.ready()) {
    }
    if (operation.try_get()) ++taken;
    called.get_future().get();
    ASSERT_EQ(taken, 1);
  }
}

// Whoever waits for the callback in that way must not take from it what it was to save.
TEST_F(Async, WhatACallbackWaitsForIsNotTakenByGet) {
  for (int round = 0; round < 300; ++round) {
    std::promise<bool> given;
    auto operation = client.credits_async();
    operation.then([&](const Result<Credits>& credits) { given.set_value(credits.has_value()); });
    EXPECT_FALSE(operation.try_get());
    ASSERT_TRUE(given.get_future().get());
  }
}

TEST_F(Async, WhoAsksForWhatACallbackWaitsForIsToldSoAtOnce) {
  server.hold();
  std::promise<bool> given;
  auto operation = client.generate_async(a_request());
  operation.then([&](const Result<Video>& video) { given.set_value(video.has_value()); });
  const auto misused = std::async(std::launch::async, [&] { return operation.try_get().error().kind; });
  EXPECT_EQ(misused.wait_for(10s), std::future_status::ready);
  server.release();
  EXPECT_TRUE(given.get_future().get());
}

TEST_F(Async, AnExceptionOfACallbackIsTold) {
  std::string lines;
  {
    ClientOptions options = options_for(server);
    options.log = [&](std::string_view line) { lines.append(line) += '\n'; };
    Client logged(options);
    std::promise<void> called;
    auto operation = logged.generate_async(a_request());
    operation.then([&](Result<Video> video) {
      called.set_value();
      video->save("/nowhere/at/all.mp4");
    });
    called.get_future().get();
    BatchOptions batch;
    logged
        .submit_all(
            std::vector<Wan27R2VRequest>{a_request()}, [](std::size_t, const Result<Job>&) { throw 1; }, batch)
        .get();
    operation = logged.generate_async(a_request());
    while (!operation.ready()) {
    }
    operation.then([](const Result<Video>&) { throw std::runtime_error("too late to be told elsewhere"); });
    EXPECT_NO_THROW(operation.then([](const Result<Video>&) { throw std::runtime_error("the second callback"); }));
    CallOptions refused;
    refused.timeout = 0ms;
    logged.generate_async(a_request(), refused).then([](const Result<Video>& video) {
      EXPECT_FALSE(video);
      throw std::runtime_error("of what was refused");
    });
    logged.generate_all(std::vector<Wan27R2VRequest>{a_request()}, {}, {}).then([](const Result<BatchSummary>&) {
      throw std::runtime_error("of a batch that was refused");
    });
    (void)logged.try_credits();  // by then the loop has told it
    operation = {};
  }
  EXPECT_NE(lines.find("the second callback"), std::string::npos) << lines;
  EXPECT_NE(lines.find("of what was refused"), std::string::npos) << lines;
  EXPECT_NE(lines.find("of a batch that was refused"), std::string::npos) << lines;
  EXPECT_NE(lines.find("too late to be told"), std::string::npos) << lines;
  EXPECT_NE(lines.find("/nowhere/at/all.mp4"), std::string::npos) << lines;
  EXPECT_NE(lines.find("on_result"), std::string::npos) << lines;
}

TEST_F(Async, ACallbackMayHoldTheLastOwnerOfItsClient) {
  server.hold();
  std::promise<ErrorKind> other;
  std::promise<void> told;
  {
    const auto owned = std::make_shared<Client>(options_for(server));
    owned->generate_async(a_request()).then([&](const Result<Video>& video) { other.set_value(video.error().kind); });
    ASSERT_TRUE(wait_until_waiting(1));
    owned->credits_async().then([owned, &told](const Result<Credits>&) { told.set_value(); });
  }
  told.get_future().get();
  EXPECT_EQ(other.get_future().get(), ErrorKind::cancelled);
}

TEST_F(Async, AssigningAnotherClientEndsTheCallsOfTheOneBefore) {
  server.hold();
  Client doomed(options_for(server));
  auto operation = doomed.generate_async(a_request());
  ASSERT_TRUE(wait_until_waiting(1));
  Client another(options_for(server));
  doomed = std::move(another);
  EXPECT_EQ(operation.try_get().error().kind, ErrorKind::cancelled);
  EXPECT_TRUE(doomed.try_credits());
}

TEST_F(Async, DestroyingTheClientEndsItsOperations) {
  server.hold();
  std::vector<Operation<Video>> operations;
  {
    Client doomed(options_for(server));
    for (int i = 0; i < 8; ++i) operations.push_back(doomed.generate_async(a_request()));
    ASSERT_TRUE(wait_until_waiting(8));
  }
  for (auto& operation : operations) {
    EXPECT_TRUE(operation.ready());
    EXPECT_EQ(operation.try_get().error().kind, ErrorKind::cancelled);
  }
}

TEST_F(Async, WaitingInsideACallbackOfTheSameClientIsRefusedAndNotForever) {
  server.hold();
  auto slow = client.generate_async(a_request());
  std::promise<ErrorKind> inside;
  CallOptions ticking;
  ticking.progress_interval = 10ms;
  ticking.progress = [&, told = false](const Progress&) mutable {
    if (!std::exchange(told, true)) inside.set_value(slow.try_get().error().kind);
  };
  auto other = client.generate_async(a_request(), ticking);
  EXPECT_EQ(inside.get_future().get(), ErrorKind::misuse);
  server.release();
  EXPECT_TRUE(other.try_get());
  EXPECT_TRUE(slow.try_get());
}

}  // namespace
}  // namespace segmind::testing
