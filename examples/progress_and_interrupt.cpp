// Shows how far a clip is. A first Ctrl-C sends nothing more and lets a clip that is being paid for come in; a second
// one ends the call.
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <segmind/segmind.hpp>

namespace {

std::atomic<int> interrupts{0};
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler may touch nothing else");

extern "C" void on_interrupt(int) { ++interrupts; }

}  // namespace

int main() {
  std::signal(SIGINT, on_interrupt);
  try {
    segmind::ClientOptions options;  // the key comes from SEGMIND_API_KEY
    if (const char* address = std::getenv("SEGMIND_BASE_URL")) options.base_url = address;
    segmind::Client client(options);

    const auto request = segmind::Wan27R2VRequest::Builder("Image1 flies a kite above a beach")
                             .reference_image("https://example.com/hero.jpg")
                             .build();
    segmind::CancellationSource drain;
    segmind::CallOptions call;
    call.sink = segmind::Sink::file("clip.mp4");
    call.drain = drain.token();
    call.through_queue = true;  // which tells what the service is doing
    call.progress_interval = std::chrono::seconds{10};
    call.progress = [](const segmind::Progress& progress) {  // on the client's thread
      std::cerr << progress.elapsed.count() / 1000 << " s: " << segmind::to_string(progress.phase);
      if (!progress.service_state.empty()) std::cerr << " (" << progress.service_state << ')';
      std::cerr << std::endl;
    };
    segmind::Operation<segmind::Video> operation = client.generate_async(request, call);
    for (int seen = 0; !operation.wait_for(std::chrono::milliseconds{100});) {
      if (interrupts == seen) continue;
      seen = interrupts;
      std::cerr << (seen == 1 ? "Nothing more is sent. A second Ctrl-C ends the call." : "Ending.") << std::endl;
      seen == 1 ? drain.cancel() : operation.cancel();
    }
    const segmind::Video video = operation.get();
    std::cout << video.path() << ": " << video.receipt().cost.value_or(0) << " dollars\n";
  } catch (const segmind::Exception& failure) {
    std::cerr << failure.what() << '\n';
    if (const auto& clip = failure.error().rescued) (void)clip->try_save("rescued.mp4");
    return 1;
  }
}
