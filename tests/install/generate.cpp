// A user's program: generates a clip from the service at argv[1] with the key argv[2].
#include <cstdio>
#include <segmind/segmind.hpp>

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  segmind::ClientOptions options;
  options.base_url = argv[1];
  options.api_key = argv[2];
  segmind::Client client(options);

  const auto request =
      segmind::Wan27R2VRequest::Builder("A kite above a beach").duration(std::chrono::seconds{2}).build();
  const segmind::Video video = client.generate(request);
  if (video.bytes().view().substr(4, 4) != "ftyp") return 1;
  std::printf("segmind %s made a clip of %zu bytes\n", segmind::version(), video.bytes().size());

  // An exception thrown inside the library is caught out here by its class: its type information is one and the same.
  try {
    (void)segmind::Wan27R2VRequest::Builder("").build();
  } catch (const segmind::InvalidRequestError& error) {
    return error.error().violations.empty() ? 1 : 0;
  }
  return 1;
}
