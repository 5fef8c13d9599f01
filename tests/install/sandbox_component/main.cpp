// A user's test: the stand-in for the service runs in the same process.
#include <segmind/sandbox/client_options.hpp>
#include <segmind/segmind.hpp>

#include <cstdio>

int main() {
  segmind::sandbox::Options sandbox;
  sandbox.render = false;
  segmind::sandbox::Server server(sandbox);
  segmind::Client client(segmind::sandbox::client_options(server));

  const auto video = client.generate(segmind::Wan27R2VRequest::Builder("A kite above a beach").build());
  std::printf("a clip of %zu bytes, %llu generation charged\n", video.bytes().size(),
              static_cast<unsigned long long>(server.counts().generations_charged));
  return video.bytes().view().substr(4, 4) == "ftyp" && server.counts().generations_charged == 1 ? 0 : 1;
}
