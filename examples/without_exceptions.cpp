// One clip without exceptions and without RTTI: -fno-exceptions -fno-rtti.
#include <cstdio>
#include <cstdlib>
#include <segmind/segmind.hpp>

namespace {

int fail(const segmind::Error& error) {
  std::fprintf(stderr, "%s\n", error.describe().c_str());  // what happened, what it cost, what to do
  if (error.rescued && error.rescued->try_save("rescued.mp4")) std::fprintf(stderr, "It is in rescued.mp4.\n");
  switch (error.charge) {
    case segmind::Charge::none: return 2;  // sending it again is safe
    case segmind::Charge::possible:        // sending it again may pay twice
    case segmind::Charge::charged: return 1;
  }
  return 1;
}

}  // namespace

int main() {
  segmind::ClientOptions options;  // the key comes from SEGMIND_API_KEY
  if (const char* address = std::getenv("SEGMIND_BASE_URL")) options.base_url = address;
  auto client = segmind::Client::try_create(options);
  if (!client) return fail(client.error());

  const auto request = segmind::Wan27R2VRequest::Builder("Image1 waters the plants")
                           .reference_image("https://example.com/hero.jpg")
                           .resolution(segmind::Resolution::p1080)
                           .try_build();
  if (!request) return fail(request.error());

  segmind::CallOptions call;
  call.sink = segmind::Sink::file("clip.mp4");
  const segmind::Result<segmind::Video> video = client->try_generate(*request, call);
  if (!video) return fail(video.error());
  std::printf("%s\n", video->path().c_str());
}
