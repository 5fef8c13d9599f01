// A program that holds its client in an object of static storage, and ends while that waits for a job.
// global_client <address of the API> <key> <file of authorities>

#include <chrono>
#include <memory>
#include <optional>
#include <segmind/segmind.hpp>
#include <thread>

namespace {

std::optional<segmind::Client> client;  // made long after libcurl's own objects would be, were they made by it

// Another such object, whose end takes a while, as that of an engine does.
struct Slow {
  ~Slow() { std::this_thread::sleep_for(std::chrono::milliseconds(300)); }
} slow;

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) return 2;
  segmind::ClientOptions options;
  options.base_url = arguments[1];
  options.api_key = arguments[2];
  options.ca_file = arguments[3];
  options.expected_earliest = options.expected_latest = std::chrono::milliseconds(10);
  client.emplace(options);
  const auto job = client->submit(segmind::Wan27R2VRequest::Builder("Image1 waves").build());
  (void)job.wait_async();
  for (int i = 0; i < 4; ++i) (void)client->generate_async(segmind::Wan27R2VRequest::Builder("Image1 waves").build());
  return 0;
}
