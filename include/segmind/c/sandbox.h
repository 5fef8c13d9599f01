#ifndef SEGMIND_C_SANDBOX_H
#define SEGMIND_C_SANDBOX_H

#include "segmind/c/segmind.h"

/* A server on 127.0.0.1 that answers as the service does, for tests. See <segmind/sandbox/server.hpp>. Link
   segmind::c_sandbox. Any thread may use a sandbox. */

#ifdef __cplusplus
extern "C" {
#endif

/* An opaque handle. */
typedef struct segmind_sandbox segmind_sandbox;

/* How a sandbox behaves. 0 stands for the default. */
typedef struct segmind_sandbox_options {
  size_t size;
  uint16_t port; /* 0: the system chooses */
  bool draw;     /* ffmpeg draws each clip; false: every generation gives the same small clip at once */
  bool has_credits;
  double credits;              /* US dollars at the start; 100 */
  int64_t generation_time_ms;  /* the least time of a generation */
  int32_t requests_per_minute; /* 0: no limit */
} segmind_sandbox_options;

/* Listens once it returns. options may be NULL. */
SEGMIND_API segmind_status segmind_sandbox_start(const segmind_sandbox_options* options, segmind_sandbox** sandbox,
                                                 segmind_error** error);
SEGMIND_API void segmind_sandbox_free(segmind_sandbox* sandbox);

/* The API's address; it lives as long as the sandbox, and so does the key. NULL for NULL. */
SEGMIND_API const char* segmind_sandbox_url(const segmind_sandbox* sandbox);
SEGMIND_API const char* segmind_sandbox_key(const segmind_sandbox* sandbox);

/* Sets key, addresses and expected times in options that SEGMIND_INIT has made ready. The sandbox owns the texts. */
SEGMIND_API segmind_status segmind_sandbox_use(const segmind_sandbox* sandbox, segmind_client_options* options,
                                               segmind_error** error);

/* Lets an exchange go wrong: "generate:no-answer", "generate:status=504,times=2,charge". segmind_sandbox_fault_grammar
   is the manual. */
SEGMIND_API segmind_status segmind_sandbox_inject(segmind_sandbox* sandbox, const char* fault, segmind_error** error);
SEGMIND_API void segmind_sandbox_clear_faults(segmind_sandbox* sandbox);
SEGMIND_API const char* segmind_sandbox_fault_grammar(void);

/* After hold no generation finishes until release. */
SEGMIND_API void segmind_sandbox_hold(segmind_sandbox* sandbox);
SEGMIND_API void segmind_sandbox_release(segmind_sandbox* sandbox);

/* Makes the queue forget every job. */
SEGMIND_API void segmind_sandbox_expire_jobs(segmind_sandbox* sandbox);

/* What the sandbox has seen: requests that arrived whole, work and money. */
typedef struct segmind_sandbox_counts {
  size_t size;
  uint64_t requests;
  uint64_t generate;
  uint64_t submit;
  uint64_t status;
  uint64_t upload;
  uint64_t records;
  uint64_t download;
  uint64_t generations_started;
  uint64_t generations_completed;
  uint64_t generations_charged;
  double dollars_charged;
  uint64_t waiting;              /* requests that have no answer yet */
  uint64_t abandoned;            /* requests whose client left before they were answered */
  uint64_t keys_on_files_origin; /* 0 for a client that guards its key */
} segmind_sandbox_counts;

/* Fills a struct that SEGMIND_INIT has made ready. */
SEGMIND_API segmind_status segmind_sandbox_count(const segmind_sandbox* sandbox, segmind_sandbox_counts* counts,
                                                 segmind_error** error);

/* Waits until holds() returns true; false after the limit. holds must only read the counts. */
SEGMIND_API bool segmind_sandbox_wait_for(const segmind_sandbox* sandbox,
                                          bool (*holds)(void* user_data, const segmind_sandbox_counts* counts),
                                          void* user_data, int64_t limit_ms);

#ifdef __cplusplus
}
#endif

#endif
