#ifndef SEGMIND_TESTS_C_PROMISE_H
#define SEGMIND_TESTS_C_PROMISE_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "segmind/c/sandbox.h"
#include "segmind/c/segmind.h"

/* What the tests of the C face share. They are compiled as C11 and as C++17. */

#define CHECK(condition)                                                         \
  do {                                                                           \
    if (!(condition)) {                                                          \
      printf("%s:%d: this does not hold: %s\n", __FILE__, __LINE__, #condition); \
      exit(1);                                                                   \
    }                                                                            \
  } while (0)

/* The call succeeds; `error` is a variable that it sets. */
#define MUST(call)                                                                                   \
  do {                                                                                               \
    if ((call) != SEGMIND_OK) {                                                                      \
      printf("%s:%d: %s\n%s\n", __FILE__, __LINE__, #call, error ? error->description : "no error"); \
      exit(1);                                                                                       \
    }                                                                                                \
    CHECK(error == NULL);                                                                            \
  } while (0)

/* The call fails so, and its error says so, too. */
#define FAILS(expected, call)                                                                     \
  do {                                                                                            \
    const segmind_status status_ = (call);                                                        \
    if (status_ != (expected) || error == NULL || error->status != (expected)) {                  \
      printf("%s:%d: %s gives %s\n%s\n", __FILE__, __LINE__, #call, segmind_status_name(status_), \
             error ? error->description : "no error");                                            \
      exit(1);                                                                                    \
    }                                                                                             \
  } while (0)

typedef struct promise {
  const char* name;
  void (*keep)(void);
} promise;

static inline int keep_promise(const promise* promises, size_t count, int argc, char** argv) {
  size_t i;
  for (i = 0; i < count; ++i) {
    if (argc == 2 && strcmp(argv[1], promises[i].name) == 0) {
      promises[i].keep();
      printf("kept: %s\n", promises[i].name);
      return 0;
    }
  }
  printf("there is no such promise\n");
  return 2;
}

/* A sandbox, and options of a client that tries once and asks no records. */
typedef struct local_service {
  segmind_sandbox* sandbox;
  segmind_client_options options;
  segmind_client* client;
} local_service;

static inline local_service start_sandbox(void) {
  local_service service;
  segmind_error* error = NULL;
  memset(&service, 0, sizeof service);
  MUST(segmind_sandbox_start(NULL, &service.sandbox, &error));
  SEGMIND_INIT(service.options);
  MUST(segmind_sandbox_use(service.sandbox, &service.options, &error));
  service.options.retry.attempts = 1;
  service.options.retry.first_wait_ms = 5;
  service.options.no_recovery = true;
  return service;
}

static inline void start_client(local_service* service) {
  segmind_error* error = NULL;
  MUST(segmind_client_create(&service->options, &service->client, &error));
}

static inline local_service start_service(void) {
  local_service service = start_sandbox();
  start_client(&service);
  return service;
}

static inline void end_service(local_service* service) {
  segmind_client_free(service->client);
  segmind_sandbox_free(service->sandbox);
}

static inline void inject(local_service* service, const char* fault) {
  segmind_error* error = NULL;
  MUST(segmind_sandbox_inject(service->sandbox, fault, &error));
}

static inline segmind_sandbox_counts counts_of(const local_service* service) {
  segmind_sandbox_counts counts;
  segmind_error* error = NULL;
  SEGMIND_INIT(counts);
  MUST(segmind_sandbox_count(service->sandbox, &counts, &error));
  return counts;
}

static inline segmind_request* a_request(void) {
  segmind_wan27_r2v fields;
  segmind_request* request = NULL;
  segmind_error* error = NULL;
  SEGMIND_INIT(fields);
  fields.prompt = "A kite above a beach";
  fields.duration_s = 2;
  MUST(segmind_wan27_r2v_request(&fields, &request, &error));
  return request;
}

static inline bool is_clip(const segmind_media* media) {
  return media != NULL && media->data_size > 1000 && memcmp((const char*)media->data + 4, "ftyp", 4) == 0 &&
         media->bytes == media->data_size && strcmp(media->content_type, "video/mp4") == 0;
}

#endif
