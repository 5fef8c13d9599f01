// Several clips, two at a time, through the service's queue: a broken connection loses none.
#include <cstdlib>
#include <iostream>
#include <segmind/segmind.hpp>
#include <string>
#include <vector>

int main() {
  try {
    segmind::ClientOptions options;  // the key comes from SEGMIND_API_KEY
    if (const char* address = std::getenv("SEGMIND_BASE_URL")) options.base_url = address;
    options.spending_limit = 2.0;  // dollars: what could cross it is refused before it is sent
    segmind::Client client(options);

    std::vector<segmind::Wan27R2VRequest> requests;
    for (const char* place : {"a beach", "a forest", "a market"}) {
      requests.push_back(segmind::Wan27R2VRequest::Builder(std::string("Image1 dances on ") + place)
                             .reference_image("https://example.com/hero.jpg")
                             .duration(std::chrono::seconds{2})
                             .build());
    }
    segmind::BatchOptions batch;
    batch.in_flight = 2;
    batch.options_for = [](std::size_t index) {
      segmind::CallOptions call;
      call.through_queue = true;  // a broken connection loses no clip
      call.sink = segmind::Sink::file("clip" + std::to_string(index + 1) + ".mp4");
      return call;
    };
    const auto on_result = [](std::size_t index, const segmind::Result<segmind::Video>& video) {
      if (video) {
        std::cout << video->path() << std::endl;
      } else {
        std::cerr << "clip " << index + 1 << ": " << video.error().describe() << std::endl;
        if (video.error().rescued)
          (void)video.error().rescued->try_save("rescued" + std::to_string(index + 1) + ".mp4");
      }
    };
    const segmind::BatchSummary summary = client.generate_all(requests, on_result, batch).get();
    std::cout << summary.succeeded << " clips for " << client.spending().charged_dollars << " dollars\n";
    return summary.failed == 0 ? 0 : 1;
  } catch (const segmind::Exception& failure) {
    std::cerr << failure.what() << '\n';
    return 1;
  }
}
