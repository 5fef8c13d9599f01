// A user's program that is compiled without exceptions and without RTTI: it calls the try_ twins alone.
#include <cstdio>
#include <segmind/segmind.hpp>
#include <utility>

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
  if (!request) return 1;
  const auto video = client->try_generate(*request);
  if (!video) {
    std::fprintf(stderr, "%s\n", video.error().describe().c_str());
    return 1;
  }
  std::printf("a clip of %zu bytes\n", video->bytes().size());
  return video->bytes().view().substr(4, 4) == "ftyp" ? 0 : 1;
}
