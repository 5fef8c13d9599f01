// A clip from a picture on this machine:  local_files PICTURE
#include <cstdlib>
#include <iostream>
#include <segmind/segmind.hpp>
#include <string>

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "local_files PICTURE\n";
    return 2;
  }
  try {
    segmind::ClientOptions options;  // the key comes from SEGMIND_API_KEY
    if (const char* address = std::getenv("SEGMIND_BASE_URL")) options.base_url = address;
    segmind::Client client(options);

    const std::string picture = argv[1];
    segmind::Client::check_uploads({{picture, segmind::ReferenceKind::image}});  // whether it is one; sends nothing
    const std::string address = client.upload(picture);                          // costs nothing
    const auto request = segmind::Wan27R2VRequest::Builder("Image1 comes to life").reference_image(address).build();
    for (const segmind::Advice& advice : request.advice()) {
      std::cerr << advice.field << ": " << advice.message << '\n';
    }
    std::cerr << "about " << request.estimated_cost().dollars << " of " << client.credits().credits << " dollars\n";
    segmind::CallOptions call;
    call.sink = segmind::Sink::file("clip.mp4");
    std::cout << client.generate(request, call).path() << '\n';
  } catch (const segmind::Exception& failure) {
    std::cerr << failure.what() << '\n';
    if (const auto& clip = failure.error().rescued) (void)clip->try_save("rescued.mp4");
    return 1;
  }
}
