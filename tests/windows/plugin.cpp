// A DLL that makes a clip, as a game's plugin would.
#include <segmind/segmind.hpp>

/// 0: the clip is there.
extern "C" __declspec(dllexport) int make_a_clip(const char* base_url, const char* key) {
  segmind::ClientOptions options;
  options.base_url = base_url;
  options.api_key = key;
  auto client = segmind::Client::try_create(options);
  const auto request = segmind::Wan27R2VRequest::Builder("a garden").try_build();
  return client && request && client->try_generate(*request) ? 0 : 1;
}

/// Leaves a client and its call to whatever ends first, the DLL or the program.
extern "C" __declspec(dllexport) int begin_a_clip(const char* base_url, const char* key) {
  segmind::ClientOptions options;
  options.base_url = base_url;
  options.api_key = key;
  static segmind::Client* const left = new segmind::Client(options);
  (void)left->generate_async(segmind::Wan27R2VRequest::Builder("a garden").build());
  return 0;
}
