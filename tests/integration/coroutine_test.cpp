#include <coroutine>
#include <future>

#include "service.hpp"

namespace segmind::testing {
namespace {

/// A coroutine that begins at once and whose end can be waited for.
struct Task {
  struct promise_type {
    std::promise<void> done;
    Task get_return_object() { return {done.get_future()}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() { done.set_value(); }
    void unhandled_exception() { done.set_exception(std::current_exception()); }
  };
  std::future<void> done;
};

class Coroutine : public Service {};

// g++ 12 has a defect with temporaries in a co_await expression, which must not become the program's.
TEST_F(Coroutine, AwaitsEveryWayOfGivingOptions) {
  std::string hero;
  const auto task = [&]() -> Task {
    const Result<Video> plain = co_await client.generate_async(a_request());
    EXPECT_TRUE(plain && is_clip(plain->bytes().view()));
    EXPECT_TRUE(co_await client.generate_async(a_request(), CallOptions{}));
    EXPECT_TRUE(co_await client.generate_async(a_request(), {}));
    EXPECT_TRUE(co_await client.credits_async());
    const Result<Job> job = co_await client.submit_async(a_request());
    EXPECT_TRUE(job && co_await job->wait_async());
    const std::vector<Wan27R2VRequest> requests(3, a_request());
    const Result<BatchSummary> summary =
        co_await client.generate_all(requests, [](std::size_t, const Result<Video>&) {});
    EXPECT_TRUE(summary && summary->succeeded == 3);
  };
  task().done.get();
  EXPECT_EQ(server.counts().generate, 6U);
}

TEST_F(Coroutine, IsGivenTheErrorThatEndedTheCall) {
  server.hold();
  CancellationSource stop;
  std::optional<ErrorKind> kind;
  const auto task = [&]() -> Task {
    CallOptions call;
    call.cancellation = stop.token();
    const Result<Video> video = co_await client.generate_async(a_request(), call);
    kind = video.error().kind;
  };
  const Task waiting = task();
  stop.cancel();
  waiting.done.wait();
  EXPECT_EQ(kind, ErrorKind::cancelled);
}

/// A coroutine that whoever began it may destroy.
struct Held {
  struct promise_type {
    Held get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
  std::coroutine_handle<promise_type> handle;
};

TEST_F(Coroutine, MayBeDestroyedWhileItWaits) {
  server.hold();
  bool went_on = false;
  std::promise<void> arrived;
  {
    Client own(options_for(server));
    const auto task = [&](CallOptions call) -> Held {
      (void)co_await own.generate_async(a_request(), call);
      went_on = true;
    };
    CallOptions call;
    call.sink = Sink::callback([&](const std::byte*, std::size_t) { return arrived.set_value(), true; });
    const Held waiting = task(call);
    waiting.handle.destroy();
    server.release();
    arrived.get_future().wait();  // the call went on
  }
  EXPECT_FALSE(went_on);
}

TEST_F(Coroutine, MayBeDestroyedWhereItsDeliveryWaits) {
  bool went_on = false;
  std::promise<Function<void()>> delivery;
  CallOptions call;
  call.deliver_on = [&](Function<void()> work) { delivery.set_value(std::move(work)); };
  const auto task = [&]() -> Held {
    (void)co_await client.generate_async(a_request(), call);
    went_on = true;
  };
  const Held waiting = task();
  const Function<void()> deliver = delivery.get_future().get();
  waiting.handle.destroy();
  deliver();
  EXPECT_FALSE(went_on);
}

TEST_F(Coroutine, GoesOnWhereItIsDelivered) {
  std::promise<Function<void()>> delivery;
  CallOptions call;
  call.deliver_on = [&](Function<void()> work) { delivery.set_value(std::move(work)); };
  std::thread::id went_on;
  const auto task = [&]() -> Task {
    EXPECT_TRUE(co_await client.generate_async(a_request(), call));
    went_on = std::this_thread::get_id();
  };
  const Task waiting = task();
  delivery.get_future().get()();
  EXPECT_EQ(went_on, std::this_thread::get_id());
}

TEST_F(Coroutine, MayOwnItsClient) {
  const auto task = [](ClientOptions options) -> Task {
    Client own(options);
    const Result<Video> video = co_await own.generate_async(a_request());
    EXPECT_TRUE(video);
  };
  task(options_for(server)).done.get();
}

}  // namespace
}  // namespace segmind::testing
