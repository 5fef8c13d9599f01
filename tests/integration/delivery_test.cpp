#include <deque>
#include <memory>
#include <mutex>
#include <optional>

#include "service.hpp"

namespace segmind::testing {
namespace {

/// What was given to an executor, until somebody runs it. A result may be brought when the shelf is gone.
class Shelf {
 public:
  Function<void(Function<void()>)> executor() {
    return [works = works_](Function<void()> work) {
      const std::lock_guard lock(works->mutex);
      works->queue.push_back(std::move(work));
    };
  }
  std::size_t size() {
    const std::lock_guard lock(works_->mutex);
    return works_->queue.size();
  }
  void run_first() {
    std::unique_lock lock(works_->mutex);
    const Function<void()> work = std::move(works_->queue.front());
    works_->queue.pop_front();
    lock.unlock();
    work();
  }

 private:
  struct Works {
    std::mutex mutex;
    std::deque<Function<void()>> queue;
  };
  std::shared_ptr<Works> works_ = std::make_shared<Works>();
};

class Delivery : public Service {
 protected:
  TemporaryFolder folder;
  Shelf files;
  Shelf results;

  CallOptions on_shelves() {
    CallOptions call;
    call.file_executor = files.executor();
    call.deliver_on = results.executor();
    return call;
  }
  CallOptions to_file() {
    CallOptions call = on_shelves();
    call.sink = Sink::file(folder.file("clip.mp4"));
    return call;
  }
  static void wait_for_one(Shelf& shelf) {
    while (shelf.size() == 0) std::this_thread::yield();
  }
};

TEST_F(Delivery, CallbacksRunWhereDeliverOnPutsThem) {
  std::thread::id ran_on;
  client.generate_async(a_request(), on_shelves()).then([&](const Result<Video>& video) {
    EXPECT_TRUE(video);
    ran_on = std::this_thread::get_id();
  });
  wait_for_one(results);
  EXPECT_EQ(ran_on, std::thread::id());
  results.run_first();
  EXPECT_EQ(ran_on, std::this_thread::get_id());
  EXPECT_EQ(files.size(), 0U);  // in memory there is nothing to flush
}

TEST_F(Delivery, AResultIsThereBeforeItIsDelivered) {
  auto operation = client.generate_async(a_request(), on_shelves());
  EXPECT_TRUE(is_clip(operation.get().bytes().view()));
  wait_for_one(results);
  results.run_first();
}

TEST_F(Delivery, ACallbackThatComesBeforeTheDeliveryWaitsForIt) {
  CallOptions call = on_shelves();
  call.timeout = 0ms;
  auto operation = client.generate_async(a_request(), call);
  EXPECT_TRUE(operation.ready());
  bool told = false;
  operation.then([&](const Result<Video>& video) { told = !video; });
  EXPECT_FALSE(told);
  results.run_first();
  EXPECT_TRUE(told);
}

TEST_F(Delivery, EveryCallThatEndsIsDeliveredOnce) {
  std::atomic<int> deliveries{0};
  CallOptions call;
  call.deliver_on = [&](Function<void()> work) {
    ++deliveries;
    work();
    work();
  };
  std::atomic<int> told{0};
  const auto tell = [&](const auto&) { ++told; };
  CallOptions refused = call;
  refused.timeout = 0ms;
  client.generate_async(a_request(), refused).then(tell);
  server.inject(sandbox::Fault::status(400).on(sandbox::Route::generate));
  auto failed = client.generate_async(a_request(), call);
  EXPECT_FALSE(failed.try_get());
  EXPECT_TRUE(client.generate_async(a_request(), call).try_get());
  EXPECT_TRUE(client.credits_async(call).try_get());
  EXPECT_TRUE(client.submit_async(a_request(), call).try_get()->status_async(call).try_get());
  server.hold();
  auto cancelled = client.generate_async(a_request(), call);
  cancelled.then(tell);
  {
    Client doomed(options_for(server));
    doomed.generate_async(a_request(), call).then(tell);
    ASSERT_TRUE(wait_until_waiting(2));
  }
  cancelled.cancel();
  while (told < 3) std::this_thread::yield();
  EXPECT_EQ(deliveries, 8);
  EXPECT_EQ(told, 3);
}

TEST_F(Delivery, AQueueThatNobodyRunsIsFreedWithTheResultsInIt) {
  auto shelf = std::make_shared<Shelf>();
  const std::weak_ptr<Shelf> left = shelf;
  {
    Client its_own(options_for(server));
    CallOptions call;
    call.deliver_on = [shelf](Function<void()> work) { shelf->executor()(std::move(work)); };
    ASSERT_TRUE(its_own.generate_async(a_request(), call).wait_for(20s));
  }
  EXPECT_EQ(shelf->size(), 1U);
  shelf.reset();
  EXPECT_TRUE(left.expired());
}

TEST_F(Delivery, TheFileExecutorIsGivenTheFlushOfAWholeClip) {
  auto operation = client.generate_async(a_request(), to_file());
  wait_for_one(files);
  EXPECT_FALSE(operation.ready());
  EXPECT_EQ(results.size(), 0U);
  EXPECT_FALSE(std::filesystem::exists(folder.file("clip.mp4")));
  files.run_first();
  EXPECT_TRUE(operation.ready());
  EXPECT_EQ(results.size(), 1U);
  EXPECT_TRUE(is_clip(content_of(operation.get().path())));
}

TEST_F(Delivery, WithoutDeliverOnABatchsResultIsToldWhereItsFileWasFlushed) {
  BatchOptions batch;
  batch.in_flight = 1;
  batch.options_for = [this](std::size_t index) {
    CallOptions call;
    call.file_executor = files.executor();
    if (index == 0) call.sink = Sink::file(folder.file("clip.mp4"));
    return call;
  };
  std::vector<std::thread::id> told_on;
  auto summary = client.generate_all(
      std::vector<Request>(2, a_request()),
      [&](std::size_t, const Result<Video>&) { told_on.push_back(std::this_thread::get_id()); }, batch);
  wait_for_one(files);
  EXPECT_TRUE(told_on.empty());
  files.run_first();
  EXPECT_EQ(summary.get().succeeded, 2U);
  ASSERT_EQ(told_on.size(), 2U);
  EXPECT_EQ(told_on[0], std::this_thread::get_id());
  EXPECT_NE(told_on[1], std::this_thread::get_id()) << "in memory nothing is flushed: the client's thread tells it";
}

TEST_F(Delivery, AFailedCallWaitsForNoFileExecutor) {
  server.inject(sandbox::Fault::status(400).on(sandbox::Route::generate));
  EXPECT_FALSE(client.generate_async(a_request(), to_file()).try_get());
  EXPECT_EQ(files.size(), 0U);
  EXPECT_EQ(folder.entries(), 0U);
}

TEST_F(Delivery, ABlockingCallUsesNeither) {
  EXPECT_TRUE(client.try_generate(a_request(), to_file()));
  EXPECT_EQ(files.size() + results.size(), 0U);
  EXPECT_TRUE(is_clip(content_of(folder.file("clip.mp4"))));
}

TEST_F(Delivery, ExecutorsThatFailOrDropTheirWorkLoseNoClip) {
  const Function<void(Function<void()>)> bad[] = {[](Function<void()>) { throw std::runtime_error("full"); },
                                                  [](const Function<void()>&) {}};
  for (const auto& executor : bad) {
    CallOptions call = to_file();
    call.file_executor = executor;
    call.deliver_on = executor;
    std::promise<bool> told;
    client.generate_async(a_request(), call).then([&](const Result<Video>& video) { told.set_value(bool(video)); });
    EXPECT_TRUE(told.get_future().get());
    EXPECT_TRUE(is_clip(content_of(folder.file("clip.mp4"))));
    std::filesystem::remove(folder.file("clip.mp4"));
  }
}

}  // namespace
}  // namespace segmind::testing
