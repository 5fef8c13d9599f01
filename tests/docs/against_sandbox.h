#ifndef SEGMIND_TESTS_DOCS_AGAINST_SANDBOX_H
#define SEGMIND_TESTS_DOCS_AGAINST_SANDBOX_H

#include <segmind/c/sandbox.h>
#include <stdlib.h>

/* Options that send a client to a sandbox which lives as long as the program. */
static const segmind_client_options* against_sandbox(void) {
  static segmind_sandbox* sandbox = NULL;
  static segmind_client_options options;
  if (sandbox == NULL) {
    SEGMIND_INIT(options);
    if (segmind_sandbox_start(NULL, &sandbox, NULL) || segmind_sandbox_use(sandbox, &options, NULL)) exit(2);
  }
  return &options;
}

static segmind_client* new_client(void) {
  segmind_client* client = NULL;
  if (segmind_client_create(against_sandbox(), &client, NULL)) exit(2);
  return client;
}

static segmind_request* new_request(void) {
  segmind_wan27_r2v fields;
  segmind_request* request = NULL;
  SEGMIND_INIT(fields);
  fields.prompt = "A kite above a beach";
  if (segmind_wan27_r2v_request(&fields, &request, NULL)) exit(2);
  return request;
}

#endif
