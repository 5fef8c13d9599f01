// One clip, from a text and a picture. Takes 5 to 8 minutes and costs about 0.63 US dollars.
//
// The key comes from SEGMIND_API_KEY. To try it for nothing: start segmind-sandbox, and set SEGMIND_API_KEY and
// SEGMIND_BASE_URL to the key and the address that it prints. So it is with all programs in this folder.
#include <cstdlib>
#include <iostream>
#include <segmind/segmind.hpp>

int main() {
  try {
    segmind::ClientOptions options;
    if (const char* address = std::getenv("SEGMIND_BASE_URL")) options.base_url = address;
    segmind::Client client(options);

    const auto request = segmind::Wan27R2VRequest::Builder("Image1 walks through a garden at dusk")
                             .reference_image("https://example.com/hero.jpg")
                             .duration(std::chrono::seconds{5})
                             .build();  // names everything that is wrong at once, before a cent is spent
    segmind::CallOptions call;
    call.sink = segmind::Sink::file("clip.mp4");  // its folder is tried before a cent is spent, too
    const segmind::Video video = client.generate(request, call);
    std::cout << video.path() << '\n';
  } catch (const segmind::Exception& failure) {
    std::cerr << failure.what() << '\n';  // what happened, whether it may have cost money, what to do
    if (const auto& clip = failure.error().rescued)
      (void)clip->try_save("rescued.mp4");  // paid for, and not in its file
    return 1;
  }
}
