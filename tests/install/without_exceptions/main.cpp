// A user's program that is compiled without exceptions and without RTTI: it calls the try_ and _async twins alone.
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <segmind/segmind.hpp>
#include <utility>

#if defined(__cpp_exceptions) || defined(__cpp_rtti)
#  error "This program shows what works without them."
#endif

bool makes_a_clip_over_c(const char* address, const char* key);

namespace {

bool is_clip(const segmind::Result<segmind::Video>& video) {
  if (!video) std::fprintf(stderr, "%s\n", video.error().describe().c_str());
  return video && video->bytes().view().substr(4, 4) == "ftyp";
}

bool makes_a_clip_by_callback(segmind::Client& client, const segmind::Request& request) {
  std::mutex mutex;
  std::condition_variable changed;
  bool made = false;
  bool ended = false;
  client.generate_async(request).then([&](const segmind::Result<segmind::Video>& video) {
    const std::lock_guard<std::mutex> lock(mutex);
    made = is_clip(video);
    ended = true;
    changed.notify_all();
  });
  std::unique_lock<std::mutex> lock(mutex);
  changed.wait(lock, [&] { return ended; });
  return made;
}

bool makes_a_clip_by_job(segmind::Client& client, const segmind::Request& request) {
  segmind::Operation<segmind::Job> submission = client.submit_async(request);
  const segmind::Result<segmind::Job> job = submission.try_get();
  return job && is_clip(job->wait_async().try_get());
}

/// What the library throws inside, and catches, is an error here: also where a callback of this program is on the way.
bool hears_of_errors(segmind::Client& client, const segmind::Request& request) {
  segmind::CallOptions to_nowhere;
  to_nowhere.sink = segmind::Sink::file("no/such/folder/clip.mp4");
  to_nowhere.progress = [](const segmind::Progress&) {};
  const auto unsent = client.try_generate(request, to_nowhere);
  return !unsent && unsent.error().kind == segmind::ErrorKind::file && unsent.error().charge == segmind::Charge::none;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  segmind::ClientOptions options;
  options.base_url = argv[1];
  options.api_key = argv[2];
  auto client = segmind::Client::try_create(std::move(options));
  if (!client) return 1;

  if (segmind::Wan27R2VRequest::Builder("").try_build()) return 1;
  const auto request =
      segmind::Wan27R2VRequest::Builder("A kite above a beach").duration(std::chrono::seconds{2}).try_build();
  if (!request || !is_clip(client->try_generate(*request))) return 1;
  if (!makes_a_clip_by_callback(*client, *request) || !makes_a_clip_by_job(*client, *request)) return 1;
  if (!hears_of_errors(*client, *request) || !makes_a_clip_over_c(argv[1], argv[2])) return 1;
  std::printf("four clips without exceptions and without RTTI\n");
  return 0;
}
