// Tests of a program of yours, against the sandbox: a server inside the test that answers as the service does.
#include <iostream>
#include <segmind/sandbox/server.hpp>
#include <segmind/segmind.hpp>
#include <string>

/// The program's own function: makes a clip and says what became of it.
std::string make_trailer(segmind::Client& client) {
  const auto request =
      segmind::Wan27R2VRequest::Builder("Image1 opens a door").reference_image("https://example.com/hero.jpg").build();
  const auto video = client.try_generate(request);
  if (video) return "made";
  return video.error().charge == segmind::Charge::none ? "try again" : "ask before trying again";
}

int failures = 0;

void expect(bool holds, const char* promise) {
  std::cout << (holds ? "kept: " : "BROKEN: ") << promise << '\n';
  failures += holds ? 0 : 1;
}

int main() {
  segmind::sandbox::Options settings;
  settings.render = false;  // the same small clip for all, at once
  segmind::sandbox::Server server(settings);
  segmind::ClientOptions options;
  options.api_key = server.api_key();
  options.base_url = server.base_url();
  segmind::Client client(options);

  expect(make_trailer(client) == "made", "makes a trailer");

  using segmind::sandbox::Fault;
  using segmind::sandbox::Route;
  server.inject(Fault::status(402).on(Route::generate));
  expect(make_trailer(client) == "try again", "knows a refusal that cost nothing");

  server.inject(Fault::status(504).on(Route::generate));  // a gateway gives up,
  server.inject(Fault::status(401).on(Route::records));   // and the account's records do not tell what became of it
  expect(make_trailer(client) == "ask before trying again", "knows what may have been paid");
  expect(server.counts().generate == 3, "sends each request once");
  return failures == 0 ? 0 : 1;
}
