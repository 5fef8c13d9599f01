// Receives a large clip into memory, a file or a callback.
// body <port> <bytes> memory|file|callback [path]

#include <segmind/segmind.hpp>

#include "measure.hpp"

int main(int count, char** arguments) {
  if (count < 4) return 2;
  const std::uint64_t bytes = std::strtoull(arguments[2], nullptr, 10);
  const std::string where = arguments[3];
  const auto start = bench::Clock::now();
  segmind::ClientOptions options;
  options.api_key = bench::key;
  options.base_url = "http://127.0.0.1:" + std::string(arguments[1]) + "/bytes/" + arguments[2];
  segmind::Client client(options);
  segmind::CallOptions call;
  std::uint64_t seen = 0;
  if (where == "file") call.sink = segmind::Sink::file(arguments[4]);
  if (where == "callback") {
    call.sink = segmind::Sink::callback([&](const std::byte*, std::size_t size) {
      seen += size;
      return true;
    });
  }
  const auto video = client.try_generate(segmind::Wan27R2VRequest::Builder(bench::prompt).build(), call);
  if (!video) {
    std::fprintf(stderr, "%s\n", video.error().describe().c_str());
    return 1;
  }
  if (video->size() != bytes || (where == "callback" && seen != bytes)) return 1;
  std::printf("seconds %.4f\ncpu_s %.4f\nmost_mb %.2f\n", bench::seconds_since(start), bench::cpu(),
              bench::most_resident_kb() / 1024);
}
