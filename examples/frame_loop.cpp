// Draws 60 frames a second while a clip is being made, without a thread of the library's.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <segmind/segmind.hpp>
#include <thread>
#include <utility>

int main() {
  using Clock = std::chrono::steady_clock;
  constexpr auto frame = std::chrono::microseconds{16'667};
  try {
    std::optional<segmind::Result<segmind::Video>> video;  // before the client, whose callbacks use it

    segmind::ClientOptions options;  // the key comes from SEGMIND_API_KEY
    if (const char* address = std::getenv("SEGMIND_BASE_URL")) options.base_url = address;
    options.pumped = true;
    segmind::Client client(options);

    const auto request = segmind::Wan27R2VRequest::Builder("Image1 walks through a gate")
                             .reference_image("https://example.com/hero.jpg")
                             .duration(std::chrono::seconds{2})
                             .build();
    client.generate_async(request).then(
        [&](segmind::Result<segmind::Video> result) { video.emplace(std::move(result)); });

    int frames = 0;
    Clock::duration longest{0};
    for (auto next = Clock::now(); !video; ++frames) {
      const auto began = Clock::now();
      client.pump();  // all of the library's work, the callback above included; waits for nothing
      longest = std::max(longest, Clock::now() - began);
      // The game's own work and its drawing stand here.
      next = std::max(next + frame, Clock::now());
      std::this_thread::sleep_until(next);
    }
    const auto longest_us = std::chrono::duration_cast<std::chrono::microseconds>(longest).count();
    std::cout << frames << " frames; the longest pump() took " << longest_us << " us\n";
    video->value().save("clip.mp4");  // after the loop: the disk takes its time
  } catch (const segmind::Exception& failure) {
    std::cerr << failure.what() << '\n';
    return 1;
  }
}
