// Measures the longest Client::pump() of a frame loop that begins many calls in one frame and receives their clips.
// pump <port> <count>

#include <segmind/segmind.hpp>

#include "measure.hpp"

int main(int count, char** arguments) {
  if (count != 3) return 2;
  bench::allow_many_files();
  segmind::ClientOptions options;
  options.api_key = bench::key;
  options.base_url = "http://127.0.0.1:" + std::string(arguments[1]) + "/small";
  options.pumped = true;
  segmind::Client client(options);
  const auto request = segmind::Wan27R2VRequest::Builder(bench::prompt).build();
  int clips = 0;
  for (int i = std::atoi(arguments[2]); i > 0; --i) {
    client.generate_async(request).then([&](const segmind::Result<segmind::Video>& video) { clips += video ? 1 : 0; });
  }
  std::vector<double> pumps;
  for (bool more = true; more; usleep(4'000)) {
    const auto start = bench::Clock::now();
    more = client.pump();
    pumps.push_back(bench::seconds_since(start) * 1e3);
  }
  if (clips != std::atoi(arguments[2])) return 1;
  std::printf("p50_ms %.3f\nlongest_ms %.3f\n", bench::percentile(pumps, 0.5), bench::percentile(pumps, 1.0));
}
