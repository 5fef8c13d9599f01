/* A user's program in C:  consumer <address> <key> */
#include <segmind/c/segmind.h>
#include <stdio.h>

int main(int argc, char** argv) {
  segmind_client* client = NULL;
  segmind_request* request = NULL;
  segmind_media* clip = NULL;
  segmind_error* error = NULL;
  segmind_client_options options;
  segmind_wan27_r2v fields;
  if (argc != 3) return 2;
  SEGMIND_INIT(options);
  options.base_url = argv[1];
  options.api_key = argv[2];
  SEGMIND_INIT(fields);
  fields.prompt = "A kite above a beach";
  if (segmind_client_create(&options, &client, &error) || segmind_wan27_r2v_request(&fields, &request, &error) ||
      segmind_generate(client, request, NULL, &clip, &error)) {
    fprintf(stderr, "%s\n", error->description);
    segmind_error_free(error);
    return 1;
  }
  printf("a clip of %zu bytes\n", clip->data_size);
  segmind_media_free(clip);
  segmind_request_free(request);
  segmind_client_free(client);
  return 0;
}
