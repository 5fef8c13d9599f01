// Makes small calls, one after another, with one client.
// small_call <address of the API> <calls> [file of CA certificates]

#include <segmind/segmind.hpp>

#include "measure.hpp"

int main(int count, char** arguments) {
  if (count < 3) return 2;
  segmind::ClientOptions options;
  options.api_key = bench::key;
  options.base_url = arguments[1];
  if (count > 3) options.ca_file = arguments[3];
  segmind::Client client(options);
  const auto request = segmind::Wan27R2VRequest::Builder(bench::prompt).build();
  for (int i = std::atoi(arguments[2]); i > 0; --i) {
    const auto video = client.try_generate(request);
    if (!video || video->size() < 1000) return 1;
  }
}
