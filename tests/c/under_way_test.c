/* Calls under way: polled, pumped, with callbacks, and ended. */
#include "promise.h"

typedef struct seen {
  int calls;
  int destroyed;
  int wrong;
  uint64_t bytes;
  segmind_phase last;
  bool answer;
  segmind_client* client;
  segmind_request* request;
  char text[100];
} seen;

static void destroy(void* user_data) { ((seen*)user_data)->destroyed++; }

static void see_progress(void* user_data, const segmind_progress* progress) {
  seen* all = (seen*)user_data;
  all->calls++;
  all->last = progress->phase;
  if (progress->size != sizeof *progress || progress->attempt != 1 || progress->elapsed_ms < 0 ||
      progress->service_state == NULL) {
    all->wrong++;
  }
}

static bool see_bytes(void* user_data, const void* data, size_t size) {
  seen* all = (seen*)user_data;
  if (all->calls++ == 0 && (size < 8 || memcmp((const char*)data + 4, "ftyp", 4) != 0)) all->wrong++;
  all->bytes += size;
  return all->answer;
}

static void see_text(void* user_data, const char* text) {
  seen* all = (seen*)user_data;
  all->calls++;
  strncpy(all->text, text, sizeof all->text - 1);
}

static bool see_doubt(void* user_data, const segmind_error* error) {
  seen* all = (seen*)user_data;
  all->calls++;
  if (error->charge != SEGMIND_CHARGE_POSSIBLE || error->status != SEGMIND_CONNECTION) all->wrong++;
  return all->answer;
}

static void a_call_is_polled_until_its_result_is_taken_once(void) {
  local_service service = start_service();
  segmind_request* request = a_request();
  segmind_operation* operation = NULL;
  segmind_media* media = NULL;
  segmind_job* job = NULL;
  segmind_error* error = NULL;
  segmind_sandbox_hold(service.sandbox);
  operation = segmind_generate_begin(service.client, request, NULL);
  segmind_request_free(request);
  CHECK(!segmind_operation_ready(operation) && !segmind_operation_wait(operation, 5));
  segmind_sandbox_release(service.sandbox);
  CHECK(segmind_operation_wait(operation, 20000) && segmind_operation_ready(operation));
  FAILS(SEGMIND_MISUSE, segmind_take_job(operation, &job, &error));
  segmind_error_free(error);
  MUST(segmind_take_media(operation, &media, &error));
  CHECK(is_clip(media));
  segmind_media_free(media);
  FAILS(SEGMIND_MISUSE, segmind_take_media(operation, &media, &error));
  CHECK(media == NULL && error->charge == SEGMIND_CHARGE_POSSIBLE);
  segmind_error_free(error);
  segmind_operation_free(operation);
  CHECK(counts_of(&service).generate == 1);
  end_service(&service);
}

static void a_pumped_client_works_inside_pump_alone(void) {
  local_service service = start_sandbox();
  segmind_request* request = a_request();
  segmind_operation* operation = NULL;
  segmind_media* media = NULL;
  segmind_error* error = NULL;
  service.options.pumped = true;
  start_client(&service);
  operation = segmind_generate_begin(service.client, request, NULL);
  CHECK(counts_of(&service).generate == 0);
  while (!segmind_operation_ready(operation)) segmind_client_pump(service.client);
  CHECK(!segmind_client_pump(service.client));
  MUST(segmind_take_media(operation, &media, &error));
  CHECK(is_clip(media));
  segmind_media_free(media);
  segmind_operation_free(operation);
  MUST(segmind_generate(service.client, request, NULL, &media, &error));
  segmind_media_free(media);
  segmind_request_free(request);
  end_service(&service);
}

static void take_and_free(void* user_data, segmind_operation* operation) {
  seen* all = (seen*)user_data;
  segmind_media* media = NULL;
  segmind_error* error = NULL;
  if (!segmind_operation_ready(operation) || segmind_take_media(operation, &media, &error) != SEGMIND_OK) all->wrong++;
  if (!is_clip(media)) all->wrong++;
  segmind_media_free(media);
  segmind_error_free(error);
  segmind_operation_free(operation);
  all->calls++;
}

static void then_gives_the_operation_to_the_callback(void) {
  local_service service = start_sandbox();
  segmind_request* request = a_request();
  segmind_on_ready callback = {take_and_free, NULL, destroy};
  segmind_error* error = NULL;
  seen all;
  memset(&all, 0, sizeof all);
  callback.user_data = &all;
  service.options.pumped = true; /* so that the callback runs on this thread */
  start_client(&service);
  MUST(segmind_operation_then(segmind_generate_begin(service.client, request, NULL), &callback, &error));
  while (segmind_client_pump(service.client)) continue;
  CHECK(all.calls == 1 && all.wrong == 0 && all.destroyed == 1);
  segmind_request_free(request);
  end_service(&service);
}

static void see_failure(void* user_data, segmind_operation* operation) {
  seen* all = (seen*)user_data;
  segmind_media* media = NULL;
  segmind_error* error = NULL;
  all->calls++;
  if (segmind_take_media(operation, &media, &error) != SEGMIND_MISUSE) all->wrong++;
  segmind_error_free(error);
  segmind_operation_free(operation);
}

static void then_tells_a_call_that_never_began_at_once(void) {
  segmind_on_ready callback = {see_failure, NULL, destroy};
  segmind_error* error = NULL;
  seen all;
  memset(&all, 0, sizeof all);
  callback.user_data = &all;
  MUST(segmind_operation_then(segmind_generate_begin(NULL, NULL, NULL), &callback, &error));
  CHECK(all.calls == 1 && all.wrong == 0 && all.destroyed == 1);
  FAILS(SEGMIND_MISUSE, segmind_operation_then(NULL, &callback, &error));
  CHECK(all.calls == 1 && all.destroyed == 2);
  segmind_error_free(error);
}

/* Whether so many generations have been asked for. */
static bool have_arrived(void* user_data, const segmind_sandbox_counts* counts) {
  return counts->generate == *(const uint64_t*)user_data;
}

static void cancelling_ends_a_call(void) {
  local_service service = start_service();
  segmind_request* request = a_request();
  segmind_cancellation* cancellation = segmind_cancellation_create();
  segmind_call_options call;
  segmind_media* media = NULL;
  segmind_error* error = NULL;
  uint64_t calls;
  SEGMIND_INIT(call);
  call.cancellation = cancellation;
  segmind_sandbox_hold(service.sandbox);
  for (calls = 1; calls <= 2; ++calls) {
    segmind_operation* operation = segmind_generate_begin(service.client, request, &call);
    CHECK(segmind_sandbox_wait_for(service.sandbox, have_arrived, &calls, 20000));
    if (calls == 1) {
      segmind_operation_cancel(operation);
    } else {
      segmind_cancellation_cancel(cancellation);
    }
    FAILS(SEGMIND_CANCELLED, segmind_take_media(operation, &media, &error));
    CHECK(error->charge == SEGMIND_CHARGE_POSSIBLE && error->sent_at_ms != 0);
    segmind_error_free(error);
    segmind_operation_free(operation);
  }
  segmind_cancellation_free(cancellation);
  segmind_request_free(request);
  end_service(&service);
}

static void draining_a_call_ends_it_only_before_it_has_left(void) {
  local_service service = start_service();
  segmind_request* request = a_request();
  segmind_cancellation* drain = segmind_cancellation_create();
  segmind_operation* operation = NULL;
  segmind_call_options call;
  segmind_media* media = NULL;
  segmind_error* error = NULL;
  uint64_t calls = 1;
  SEGMIND_INIT(call);
  call.drain = drain;
  segmind_sandbox_hold(service.sandbox);
  operation = segmind_generate_begin(service.client, request, &call);
  CHECK(segmind_sandbox_wait_for(service.sandbox, have_arrived, &calls, 20000));
  segmind_cancellation_cancel(drain);
  CHECK(!segmind_operation_wait(operation, 50));
  segmind_sandbox_release(service.sandbox);
  MUST(segmind_take_media(operation, &media, &error));
  CHECK(is_clip(media));
  segmind_media_free(media);
  segmind_operation_free(operation);
  FAILS(SEGMIND_CANCELLED, segmind_generate(service.client, request, &call, &media, &error));
  CHECK(error->charge == SEGMIND_CHARGE_NONE);
  segmind_error_free(error);
  CHECK(counts_of(&service).generate == 1);
  segmind_cancellation_free(drain);
  segmind_request_free(request);
  end_service(&service);
}

typedef struct drained {
  segmind_cancellation* drain;
  int clips;
  int cancelled;
} drained;

/* Ends the batch with its first clip. */
static void drain_once_there_is_one(void* user_data, size_t index, segmind_media* media, segmind_error* error) {
  drained* all = (drained*)user_data;
  (void)index;
  all->clips += media != NULL;
  all->cancelled += error != NULL && error->status == SEGMIND_CANCELLED && error->charge == SEGMIND_CHARGE_NONE;
  segmind_cancellation_cancel(all->drain);
  segmind_media_free(media);
  segmind_error_free(error);
}

static void draining_a_batch_sends_no_further_request(void) {
  local_service service = start_service();
  segmind_request* request = a_request();
  const segmind_request* requests[3];
  segmind_batch batch;
  segmind_summary summary;
  segmind_error* error = NULL;
  drained all;
  memset(&all, 0, sizeof all);
  all.drain = segmind_cancellation_create();
  requests[0] = requests[1] = requests[2] = request;
  SEGMIND_INIT(batch);
  batch.requests = requests;
  batch.count = 3;
  batch.in_flight = 1;
  batch.drain = all.drain;
  batch.on_result.function = drain_once_there_is_one;
  batch.on_result.user_data = &all;
  SEGMIND_INIT(summary);
  MUST(segmind_generate_all(service.client, &batch, &summary, &error));
  CHECK(summary.succeeded == 1 && summary.failed == 2);
  CHECK(all.clips == 1 && all.cancelled == 2);
  CHECK(counts_of(&service).generate == 1);
  segmind_cancellation_free(all.drain);
  segmind_request_free(request);
  end_service(&service);
}

static void freeing_the_client_ends_its_calls_and_operations_outlive_it(void) {
  local_service service = start_service();
  segmind_request* request = a_request();
  segmind_operation* operation = NULL;
  segmind_media* media = NULL;
  segmind_error* error = NULL;
  uint64_t calls = 1;
  segmind_sandbox_hold(service.sandbox);
  operation = segmind_generate_begin(service.client, request, NULL);
  CHECK(segmind_sandbox_wait_for(service.sandbox, have_arrived, &calls, 20000));
  segmind_client_free(service.client);
  service.client = NULL;
  FAILS(SEGMIND_CANCELLED, segmind_take_media(operation, &media, &error));
  segmind_error_free(error);
  segmind_operation_free(operation);
  segmind_request_free(request);
  end_service(&service);
}

static void every_callback_is_called_and_destroyed_once(void) {
  local_service service = start_sandbox();
  segmind_request* request = a_request();
  segmind_call_options call;
  segmind_media* media = NULL;
  segmind_error* error = NULL;
  seen progress, write, submitted, log;
  memset(&progress, 0, sizeof progress);
  memset(&write, 0, sizeof write);
  memset(&submitted, 0, sizeof submitted);
  memset(&log, 0, sizeof log);
  write.answer = true;
  service.options.log.function = see_text;
  service.options.log.user_data = &log;
  service.options.log.destroy = destroy;
  start_client(&service);
  SEGMIND_INIT(call);
  call.through_queue = true;
  call.progress.function = see_progress;
  call.progress.user_data = &progress;
  call.progress.destroy = destroy;
  call.write.function = see_bytes;
  call.write.user_data = &write;
  call.write.destroy = destroy;
  call.on_submitted.function = see_text;
  call.on_submitted.user_data = &submitted;
  call.on_submitted.destroy = destroy;
  MUST(segmind_generate(service.client, request, &call, &media, &error));
  CHECK(media->data == NULL && media->bytes == write.bytes && write.bytes > 1000 && write.wrong == 0);
  CHECK(progress.calls > 0 && progress.wrong == 0);
  CHECK(submitted.calls == 1 && strlen(submitted.text) > 8);
  segmind_media_free(media);
  segmind_request_free(request);
  end_service(&service);
  CHECK(log.calls >= 2 && strstr(log.text, "SG_sandbox") == NULL);
  CHECK(progress.destroyed == 1 && write.destroyed == 1 && submitted.destroyed == 1 && log.destroyed == 1);
}

static void a_refused_call_destroys_its_callbacks(void) {
  segmind_call_options call;
  segmind_batch batch;
  segmind_summary summary;
  segmind_media* media = NULL;
  segmind_error* error = NULL;
  const segmind_call_options* options[1];
  seen all;
  memset(&all, 0, sizeof all);
  SEGMIND_INIT(call);
  call.progress.user_data = &all;
  call.progress.destroy = destroy; /* without a function, too */
  FAILS(SEGMIND_MISUSE, segmind_generate(NULL, NULL, &call, &media, &error));
  segmind_error_free(error);
  CHECK(all.destroyed == 1);
  CHECK(segmind_generate(NULL, NULL, &call, NULL, NULL) == SEGMIND_MISUSE && all.destroyed == 2);
  segmind_operation_free(segmind_submit_begin(NULL, NULL, &call));
  CHECK(all.destroyed == 3);
  options[0] = &call;
  SEGMIND_INIT(batch);
  batch.options = options;
  batch.count = 1;
  batch.on_result.user_data = &all;
  batch.on_result.destroy = destroy;
  SEGMIND_INIT(summary);
  FAILS(SEGMIND_MISUSE, segmind_generate_all(NULL, &batch, &summary, &error));
  segmind_error_free(error);
  CHECK(all.destroyed == 5);
  CHECK(segmind_generate_all(NULL, &batch, NULL, NULL) == SEGMIND_MISUSE && all.destroyed == 7);
}

static void a_callback_that_wants_no_more_bytes_ends_a_paid_call(void) {
  local_service service = start_service();
  segmind_request* request = a_request();
  segmind_call_options call;
  segmind_media* media = NULL;
  segmind_error* error = NULL;
  seen write;
  memset(&write, 0, sizeof write);
  SEGMIND_INIT(call);
  call.write.function = see_bytes;
  call.write.user_data = &write;
  FAILS(SEGMIND_CANCELLED, segmind_generate(service.client, request, &call, &media, &error));
  CHECK(error->charge == SEGMIND_CHARGE_CHARGED && write.calls == 1);
  segmind_error_free(error);
  segmind_request_free(request);
  end_service(&service);
}

static void a_doubtful_request_is_sent_again_only_by_the_programs_word(void) {
  local_service service = start_sandbox();
  segmind_request* request = a_request();
  segmind_call_options call;
  segmind_media* media = NULL;
  segmind_error* error = NULL;
  seen doubt;
  memset(&doubt, 0, sizeof doubt);
  service.options.retry.attempts = 2;
  start_client(&service);
  SEGMIND_INIT(call);
  call.accept_paying_twice.function = see_doubt;
  call.accept_paying_twice.user_data = &doubt;
  inject(&service, "generate:no-answer");
  FAILS(SEGMIND_CONNECTION, segmind_generate(service.client, request, &call, &media, &error));
  segmind_error_free(error);
  CHECK(doubt.calls == 1 && counts_of(&service).generate == 1);
  inject(&service, "generate:no-answer");
  doubt.answer = true;
  MUST(segmind_generate(service.client, request, &call, &media, &error));
  CHECK(doubt.calls == 2);
  CHECK(doubt.wrong == 0);
  CHECK(counts_of(&service).generate == 3);
  segmind_media_free(media);
  segmind_request_free(request);
  end_service(&service);
}

static void call_within(void* user_data, const segmind_progress* progress) {
  seen* all = (seen*)user_data;
  segmind_media* media = NULL;
  segmind_summary summary;
  segmind_batch batch;
  const segmind_request* requests[1];
  const segmind_call_options* options[1];
  segmind_call_options to_file;
  (void)progress;
  if (all->calls++ > 0) return;
  requests[0] = all->request;
  SEGMIND_INIT(to_file);
  to_file.file = "never.mp4";
  options[0] = &to_file;
  SEGMIND_INIT(batch);
  batch.requests = requests;
  batch.options = options;
  batch.count = 1;
  SEGMIND_INIT(summary);
  if (segmind_generate(all->client, all->request, NULL, &media, NULL) != SEGMIND_MISUSE) all->wrong++;
  if (segmind_generate_all(all->client, &batch, &summary, NULL) != SEGMIND_MISUSE) all->wrong++;
}

static void a_blocking_function_inside_a_callback_is_misuse_and_pays_nothing(void) {
  local_service service = start_service();
  segmind_call_options call;
  segmind_media* media = NULL;
  segmind_error* error = NULL;
  seen all;
  memset(&all, 0, sizeof all);
  all.client = service.client;
  all.request = a_request();
  SEGMIND_INIT(call);
  call.progress.function = call_within;
  call.progress.user_data = &all;
  MUST(segmind_generate(service.client, all.request, &call, &media, &error));
  segmind_media_free(media);
  CHECK(segmind_client_drain(service.client, 20000));
  CHECK(all.calls > 0 && all.wrong == 0 && counts_of(&service).generate == 1);
  segmind_request_free(all.request);
  end_service(&service);
}

/* What pays and what fetches, each without blocking. */
static void every_call_has_a_twin_that_does_not_block(void) {
  local_service service = start_sandbox();
  segmind_request* request = a_request();
  segmind_journal* journal = NULL;
  segmind_call_options call;
  segmind_operation* operation = NULL;
  segmind_entries* entries = NULL;
  segmind_media* media = NULL;
  segmind_job* job = NULL;
  segmind_job* resumed = NULL;
  segmind_job_status* status = NULL;
  segmind_error* error = NULL;
  int64_t sent_at_ms = 0;
  MUST(segmind_journal_memory(&journal, &error));
  service.options.journal = journal;
  start_client(&service);
  SEGMIND_INIT(call);
  call.idempotency_key = "shot-1";
  operation = segmind_submit_begin(service.client, request, &call);
  MUST(segmind_take_job(operation, &job, &error));
  segmind_operation_free(operation);
  operation = segmind_job_ask_begin(job, NULL);
  MUST(segmind_take_job_status(operation, &status, &error));
  CHECK(status->state != SEGMIND_STATE_FAILED);
  segmind_job_status_free(status);
  segmind_operation_free(operation);
  MUST(segmind_unfinished(service.client, &entries, &error));
  CHECK(entries->count == 1);
  operation = segmind_go_on_begin(service.client, entries->items[0], NULL);
  MUST(segmind_take_media(operation, &media, &error));
  CHECK(is_clip(media) && strcmp(media->request_id, job->id) == 0);
  segmind_media_free(media);
  segmind_entries_free(entries);
  segmind_operation_free(operation);
  MUST(segmind_resume(service.client, job->id, 1700000000000, &resumed, &error));
  operation = segmind_job_wait_begin(resumed, NULL);
  MUST(segmind_take_media(operation, &media, &error));
  CHECK(is_clip(media));
  segmind_media_free(media);
  segmind_operation_free(operation);
  segmind_client_free(service.client);
  service.options.journal = NULL;
  start_client(&service);
  segmind_request_free(request);
  MUST(segmind_request_create("wan2.7-r2v", "{\"prompt\": \"Another\", \"duration\": 2}", NULL, &request, &error));
  inject(&service, "generate:no-answer");
  FAILS(SEGMIND_CONNECTION, segmind_generate(service.client, request, NULL, &media, &error));
  sent_at_ms = error->sent_at_ms;
  segmind_error_free(error);
  error = NULL;
  operation = segmind_recover_begin(service.client, request, sent_at_ms, NULL);
  MUST(segmind_take_media(operation, &media, &error));
  CHECK(is_clip(media) && strcmp(media->request_id, job->id) != 0);
  segmind_media_free(media);
  segmind_operation_free(operation);
  CHECK(counts_of(&service).submit == 1 && counts_of(&service).generate == 1);
  segmind_job_free(resumed);
  segmind_job_free(job);
  segmind_journal_free(journal);
  segmind_request_free(request);
  end_service(&service);
}

int main(int argc, char** argv) {
  static const promise promises[] = {
      {"a_call_is_polled_until_its_result_is_taken_once", a_call_is_polled_until_its_result_is_taken_once},
      {"a_pumped_client_works_inside_pump_alone", a_pumped_client_works_inside_pump_alone},
      {"then_gives_the_operation_to_the_callback", then_gives_the_operation_to_the_callback},
      {"then_tells_a_call_that_never_began_at_once", then_tells_a_call_that_never_began_at_once},
      {"cancelling_ends_a_call", cancelling_ends_a_call},
      {"draining_a_call_ends_it_only_before_it_has_left", draining_a_call_ends_it_only_before_it_has_left},
      {"draining_a_batch_sends_no_further_request", draining_a_batch_sends_no_further_request},
      {"freeing_the_client_ends_its_calls_and_operations_outlive_it",
       freeing_the_client_ends_its_calls_and_operations_outlive_it},
      {"every_callback_is_called_and_destroyed_once", every_callback_is_called_and_destroyed_once},
      {"a_refused_call_destroys_its_callbacks", a_refused_call_destroys_its_callbacks},
      {"a_callback_that_wants_no_more_bytes_ends_a_paid_call", a_callback_that_wants_no_more_bytes_ends_a_paid_call},
      {"every_call_has_a_twin_that_does_not_block", every_call_has_a_twin_that_does_not_block},
      {"a_doubtful_request_is_sent_again_only_by_the_programs_word",
       a_doubtful_request_is_sent_again_only_by_the_programs_word},
      {"a_blocking_function_inside_a_callback_is_misuse_and_pays_nothing",
       a_blocking_function_inside_a_callback_is_misuse_and_pays_nothing},
  };
  return keep_promise(promises, sizeof promises / sizeof *promises, argc, argv);
}
