#include <segmind/c/segmind.h>

#include <cstdio>

bool makes_a_clip_over_c(const char* address, const char* key);

bool makes_a_clip_over_c(const char* address, const char* key) {
  segmind_client* client = nullptr;
  segmind_request* request = nullptr;
  segmind_media* clip = nullptr;
  segmind_error* error = nullptr;
  segmind_client_options options;
  SEGMIND_INIT(options);
  options.base_url = address;
  options.api_key = key;
  segmind_wan27_r2v fields;
  SEGMIND_INIT(fields);
  fields.prompt = "A kite above a beach";
  if (segmind_client_create(&options, &client, &error) || segmind_wan27_r2v_request(&fields, &request, &error) ||
      segmind_generate(client, request, nullptr, &clip, &error)) {
    std::fprintf(stderr, "%s\n", error->description);
  }
  const bool made = clip != nullptr && clip->data_size > 8;
  segmind_error_free(error);
  segmind_media_free(clip);
  segmind_request_free(request);
  segmind_client_free(client);
  return made;
}
