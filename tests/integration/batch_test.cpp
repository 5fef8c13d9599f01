#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>

#include "batch_of.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

TEST_F(BatchOf, GivesEveryResultOnceWithItsIndex) {
  std::multiset<std::size_t> seen;
  auto batch = client.generate_all(requests(20), [&](std::size_t index, Result<Video> video) {
    EXPECT_TRUE(video.has_value());
    EXPECT_EQ(video->receipt().seed, static_cast<std::int64_t>(index));
    seen.insert(index);
  });
  const BatchSummary summary = batch.get();
  EXPECT_EQ(summary.succeeded, 20U);
  EXPECT_EQ(summary.failed, 0U);
  EXPECT_EQ(std::set<std::size_t>(seen.begin(), seen.end()).size(), 20U);
  EXPECT_EQ(seen.size(), 20U);
  EXPECT_EQ(server.counts().generate, 20U);
}

TEST_F(BatchOf, KeepsNoMoreUnderWayThanAsked) {
  server.hold();
  BatchOptions options;
  options.in_flight = 3;
  auto batch = client.generate_all(requests(9), ignore, options);
  ASSERT_TRUE(wait_until_waiting(3));
  server.release();
  EXPECT_EQ(batch.get().succeeded, 9U);
  EXPECT_LE(server.counts().connections_accepted, 9U);
}

TEST_F(BatchOf, OneFailureDoesNotEndTheRest) {
  server.inject(Fault::status(500).on(Route::generate).repeat(2));
  Client bare(bare_options_for(server));
  const BatchSummary summary = bare.generate_all(requests(8), ignore).get();
  EXPECT_EQ(summary.succeeded, 6U);
  EXPECT_EQ(summary.failed, 2U);
}

TEST_F(BatchOf, CallsThatEndAtOnceEndTheBatch) {
  BatchOptions options;
  options.options_for = [](std::size_t) {
    CallOptions call;
    call.timeout = 0ms;
    return call;
  };
  EXPECT_EQ(client.generate_all(requests(10'000), ignore, options).get().failed, 10'000U);
  EXPECT_EQ(client.generate_all({}, {}).get().succeeded, 0U);
  EXPECT_EQ(server.counts().requests, 0U);
}

TEST_F(BatchOf, CancellationEndsAllOfIt) {
  server.hold();
  CancellationSource source;
  BatchOptions options;
  options.in_flight = 4;
  options.cancellation = source.token();
  int ended = 0;
  auto first = client.generate_all(
      requests(50),
      [&](std::size_t, Result<Video> video) {
        EXPECT_EQ(video.error().kind, ErrorKind::cancelled);
        ++ended;
      },
      options);
  ASSERT_TRUE(wait_until_waiting(4));
  source.cancel();
  EXPECT_EQ(first.get().failed, 50U);
  EXPECT_EQ(ended, 50);
  EXPECT_EQ(server.counts().generate, 4U);

  auto second = client.generate_all(requests(50), ignore);
  ASSERT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.generate == 20; }));
  second.cancel();
  EXPECT_EQ(second.get().failed, 50U);
  EXPECT_EQ(server.counts().generate, 20U);
}

TEST_F(BatchOf, CanBeEndedFromOneOfItsResults) {
  server.inject(Fault::status(401).on(Route::generate).repeat(50));
  CancellationSource source;
  BatchOptions options;
  options.in_flight = 4;
  options.cancellation = source.token();
  const auto end_at_a_wrong_key = [&](std::size_t, const Result<Video>& video) {
    if (video.error().kind == ErrorKind::unauthorized) source.cancel();
  };
  EXPECT_EQ(client.generate_all(requests(50), end_at_a_wrong_key, options).get().failed, 50U);
  EXPECT_LE(server.counts().generate, 4U);
}

TEST_F(BatchOf, ResultsComeInOneThreadThoughSomeCallsEndAtOnce) {
  BatchOptions options;
  options.options_for = [](std::size_t index) {
    CallOptions call;
    if (index % 3 == 0) call.timeout = 0ms;
    return call;
  };
  std::set<std::thread::id> threads;
  const auto note = [&](std::size_t, const Result<Video>&) { threads.insert(std::this_thread::get_id()); };
  EXPECT_EQ(client.generate_all(requests(60), note, options).get().failed, 20U);
  EXPECT_EQ(threads.size(), 1U);
}

/// Does what it is given, one after the other, in a thread of its own.
class Worker {
 public:
  ~Worker() {
    give({});
    thread_.join();
  }
  void give(Function<void()> work) {
    const std::lock_guard lock(mutex_);
    works_.push_back(std::move(work));
    given_.notify_one();
  }
  std::thread::id id() const { return thread_.get_id(); }

 private:
  void run() {
    for (;;) {
      std::unique_lock lock(mutex_);
      given_.wait(lock, [this] { return !works_.empty(); });
      const Function<void()> work = std::move(works_.front());
      works_.pop_front();
      lock.unlock();
      if (!work) return;
      work();
    }
  }

  std::mutex mutex_;
  std::condition_variable given_;
  std::deque<Function<void()>> works_;
  std::thread thread_{[this] { run(); }};
};

TEST_F(BatchOf, EveryResultIsDeliveredWhereItWasAskedAndOptionsAreAskedForOnTheClientsThread) {
  CancellationSource drain;
  std::set<std::thread::id> asked;
  std::set<std::thread::id> told;
  std::size_t results = 0;
  Worker worker;
  BatchOptions options;
  options.in_flight = 2;
  options.drain = drain.token();
  options.options_for = [&](std::size_t index) {
    asked.insert(std::this_thread::get_id());
    if (index == 3) throw std::runtime_error("no folder");
    CallOptions call;
    if (index == 4) call.timeout = 0ms;
    call.deliver_on = [&worker](Function<void()> work) { worker.give(std::move(work)); };
    return call;
  };
  const auto note = [&](std::size_t, const Result<Video>&) {
    told.insert(std::this_thread::get_id());
    if (++results == 8) drain.cancel();
  };
  const BatchSummary summary = client.generate_all(requests(40), note, options).get();
  EXPECT_EQ(summary.succeeded + summary.failed, 40U);
  EXPECT_EQ(results, 40U);
  EXPECT_EQ(told, std::set<std::thread::id>{worker.id()});
  EXPECT_EQ(asked.size(), 1U);
  EXPECT_EQ(asked.count(worker.id()), 0U);
}

TEST_F(BatchOf, AsksForNoOptionsOnceItsClientIsGone) {
  std::mutex mutex;
  std::deque<Function<void()>> works;
  std::size_t asked = 0;
  std::size_t results = 0;
  BatchOptions options;
  options.in_flight = 2;
  options.options_for = [&](std::size_t) {
    ++asked;
    CallOptions call;
    call.deliver_on = [&](Function<void()> work) {
      const std::lock_guard lock(mutex);
      works.push_back(std::move(work));
    };
    return call;
  };
  Operation<BatchSummary> batch;
  {
    Client mortal(options_for(server));
    batch = mortal.generate_all(
        requests(10), [&](std::size_t, const Result<Video>&) { ++results; }, options);
    ASSERT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.generate == 2; }));
  }
  const std::size_t asked_before = asked;
  while (!works.empty()) {
    const Function<void()> work = std::move(works.front());
    works.pop_front();
    work();
  }
  const BatchSummary summary = batch.get();
  EXPECT_EQ(summary.succeeded + summary.failed, 10U);
  EXPECT_EQ(results, 10U);
  EXPECT_EQ(asked, asked_before);
}

TEST_F(BatchOf, AFunctionThatThrowsIsNamedAndEndsNothing) {
  BatchOptions options;
  options.options_for = [](std::size_t index) {
    if (index == 1) throw std::runtime_error("no folder");
    return CallOptions();
  };
  std::string said;
  const BatchSummary summary = client
                                   .generate_all(
                                       requests(4),
                                       [&](std::size_t index, const Result<Video>& video) {
                                         if (index == 1) said = video.error().describe();
                                         if (index == 2) throw std::runtime_error("the disk is full");
                                       },
                                       options)
                                   .get();
  EXPECT_EQ(summary.succeeded, 2U);
  EXPECT_EQ(summary.failed, 2U);
  EXPECT_NE(said.find("options_for threw an exception: no folder"), std::string::npos) << said;
  EXPECT_EQ(server.counts().generate, 3U);
}

TEST_F(BatchOf, WhatNobodyWouldTakeIsNotPaidFor) {
  for (const auto& refused :
       {client.generate_all(requests(3), {}).try_get(), client.submit_all(requests(3), {}).try_get()}) {
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::invalid_request);
    ASSERT_EQ(refused.error().violations.size(), 1U);
    EXPECT_EQ(refused.error().violations[0].field, "on_result");
  }
  BatchOptions options;
  options.options_for = [](std::size_t) { return CallOptions(); };
  EXPECT_EQ(client.generate_all(requests(3), {}, options).get().failed, 3U);
  EXPECT_EQ(client.submit_all(requests(3), {}, options).get().failed, 3U);
  EXPECT_EQ(server.counts().requests, 0U);
  EXPECT_EQ(client.generate_all({}, {}).get().failed, 0U);

  TemporaryFolder folder;
  std::atomic<int> ids{0};
  options.options_for = [&](std::size_t index) {
    CallOptions call;
    call.sink = Sink::file(folder.file(std::to_string(index) + ".mp4"));
    call.on_submitted = [&](std::string_view) { ++ids; };
    return call;
  };
  EXPECT_EQ(client.generate_all(requests(3), {}, options).get().succeeded, 3U);
  EXPECT_EQ(client.submit_all(requests(3), {}, options).get().succeeded, 3U);
  EXPECT_EQ(folder.entries(), 3U);
  EXPECT_EQ(ids, 3);
}

TEST_F(BatchOf, NoClipTakesThePlaceOfAnother) {
  TemporaryFolder folder;
  BatchOptions options;
  options.in_flight = 1;
  options.options_for = [&](std::size_t) {
    CallOptions call;
    call.sink = Sink::file(folder.file("clip.mp4"));
    return call;
  };
  std::vector<Error> errors;
  const auto note = [&](std::size_t, const Result<Video>& video) {
    if (!video) errors.push_back(video.error());
  };
  EXPECT_EQ(client.generate_all(requests(3), note, options).get().succeeded, 1U);
  ASSERT_EQ(errors.size(), 2U);
  EXPECT_EQ(errors[0].charge, Charge::none);
  ASSERT_EQ(errors[0].violations.size(), 1U);
  EXPECT_EQ(errors[0].violations[0].field, "sink");
  EXPECT_EQ(server.counts().generate, 1U);
}

TEST_F(BatchOf, NoClipTakesThePlaceOfAnotherByASecondNameOfItsPath) {
  TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() / "real");
  std::error_code no_links;  // Windows lets few users make one
  std::filesystem::create_directory_symlink(folder.path() / "real", folder.path() / "link", no_links);
  const std::string link = no_links ? "real" : "link";
  const std::string names[] = {"real/clip.mp4", "real/./clip.mp4", link + "/../real//clip.mp4", link + "/clip.mp4"};
  BatchOptions options;
  options.options_for = [&](std::size_t index) {
    CallOptions call;
    call.sink = Sink::file(folder.file(names[index]));
    return call;
  };
  EXPECT_EQ(client.generate_all(requests(4), ignore, options).get().succeeded, 1U);
  EXPECT_EQ(server.counts().generate, 1U);
}

TEST_F(BatchOf, WhatIsUnderWayGoesOnToItsEndWhenNoMoreIsToBegin) {
  for (const bool through_queue : {false, true}) {
    server.hold();
    CancellationSource no_more;
    BatchOptions options;
    options.in_flight = 3;
    options.options_for = [through_queue](std::size_t) {
      CallOptions call;
      call.through_queue = through_queue;
      return call;
    };
    options.drain = no_more.token();
    std::vector<std::size_t> dropped;
    const auto note = [&](std::size_t index, const Result<Video>& video) {
      if (video) return;
      EXPECT_EQ(video.error().kind, ErrorKind::cancelled);
      EXPECT_EQ(video.error().charge, Charge::none);
      dropped.push_back(index);
      if (dropped.size() == 6) server.release();  // at once, and not when one of those under way has ended
    };
    const auto before = paid_posts();
    auto batch = client.generate_all(requests(9), note, options);
    ASSERT_TRUE(
        server.wait_for([&](const sandbox::Counts& counts) { return counts.generate + counts.submit == before + 3; }));
    no_more.cancel();
    EXPECT_EQ(batch.get().succeeded, 3U);
    EXPECT_EQ(dropped, (std::vector<std::size_t>{3, 4, 5, 6, 7, 8}));
    EXPECT_EQ(paid_posts(), before + 3);
  }
}

TEST_F(BatchOf, NothingIsSentOnceItIsDrained) {
  for (const bool inside : {false, true}) {
    CancellationSource no_more;
    BatchOptions options;
    options.drain = no_more.token();
    options.options_for = [&](std::size_t) {
      no_more.cancel();
      return CallOptions();
    };
    if (!inside) no_more.cancel();
    EXPECT_EQ(client.generate_all(requests(3), ignore, options).get().failed, 3U);
    EXPECT_EQ(client.generate_all({}, ignore, options).get().failed, 0U);
  }
  EXPECT_EQ(server.counts().generate, 0U);
}

TEST_F(BatchOf, JobsCanBeWaitedForAsTheyCome) {
  std::atomic<int> clips{0};
  std::vector<Operation<Video>> waiting;
  auto batch =
      client.submit_all(requests(12), [&](std::size_t, Result<Job> job) { waiting.push_back(job->wait_async()); });
  EXPECT_EQ(batch.get().succeeded, 12U);
  for (auto& operation : waiting) clips += is_clip(operation.get().bytes().view());
  EXPECT_EQ(clips, 12);
  EXPECT_EQ(server.counts().submit, 12U);
}

TEST_F(BatchOf, DestroyingTheClientEndsIt) {
  server.hold();
  std::optional<Operation<BatchSummary>> batch;
  {
    Client doomed(options_for(server));
    batch = doomed.generate_all(requests(40), ignore);
    ASSERT_TRUE(wait_until_waiting(16));
  }
  EXPECT_EQ(batch->get().failed, 40U);
}

}  // namespace
}  // namespace segmind::testing
