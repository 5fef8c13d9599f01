// A clip in a C++20 coroutine: submitted, and fetched from the queue.
#include <coroutine>
#include <cstdlib>
#include <exception>
#include <future>
#include <iostream>
#include <segmind/segmind.hpp>

/// A coroutine that begins at once and whose end can be waited for. A program that has coroutines has such a type.
struct Task {
  struct promise_type {
    std::promise<bool> succeeded;
    Task get_return_object() { return {succeeded.get_future()}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_value(bool value) { succeeded.set_value(value); }
    void unhandled_exception() { succeeded.set_exception(std::current_exception()); }
  };
  std::future<bool> succeeded;
};

Task make_clip(segmind::Client& client, segmind::Wan27R2VRequest request) {
  const segmind::Result<segmind::Job> job = co_await client.submit_async(request);
  if (!job) {
    std::cerr << job.error().describe() << '\n';
    co_return false;
  }
  segmind::CallOptions call;
  call.sink = segmind::Sink::file("clip.mp4");
  const segmind::Result<segmind::Video> video = co_await job->wait_async(call);  // goes on on the client's thread
  if (video) {
    std::cout << video->path() << '\n';
  } else {
    std::cerr << video.error().describe() << '\n';
    if (const auto& clip = video.error().rescued) (void)clip->try_save("rescued.mp4");
  }
  co_return video.has_value();
}

int main() {
  try {
    segmind::ClientOptions options;  // the key comes from SEGMIND_API_KEY
    if (const char* address = std::getenv("SEGMIND_BASE_URL")) options.base_url = address;
    segmind::Client client(options);
    const auto request = segmind::Wan27R2VRequest::Builder("Image1 looks out of a train")
                             .reference_image("https://example.com/hero.jpg")
                             .build();
    return make_clip(client, request).succeeded.get() ? 0 : 1;
  } catch (const segmind::Exception& failure) {
    std::cerr << failure.what() << '\n';
    return 1;
  }
}
