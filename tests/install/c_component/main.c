/* A user's test in C: the stand-in for the service runs in the same process. */
#include <segmind/c/sandbox.h>
#include <stdio.h>

int main(void) {
  segmind_sandbox* sandbox = NULL;
  segmind_client* client = NULL;
  segmind_request* request = NULL;
  segmind_media* clip = NULL;
  segmind_client_options options;
  segmind_wan27_r2v fields;
  SEGMIND_INIT(options);
  SEGMIND_INIT(fields);
  fields.prompt = "A kite above a beach";
  if (segmind_sandbox_start(NULL, &sandbox, NULL) || segmind_sandbox_use(sandbox, &options, NULL) ||
      segmind_client_create(&options, &client, NULL) || segmind_wan27_r2v_request(&fields, &request, NULL) ||
      segmind_generate(client, request, NULL, &clip, NULL)) {
    return 1;
  }
  printf("a clip of %zu bytes for %g dollars\n", clip->data_size, clip->cost);
  segmind_media_free(clip);
  segmind_request_free(request);
  segmind_client_free(client);
  segmind_sandbox_free(sandbox);
  return 0;
}
