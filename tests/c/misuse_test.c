/* What programs do wrong, and programs that were compiled with another version's header. */
#include "promise.h"

/* A NULL in every place where an object is needed. */
static void a_null_is_misuse_and_no_crash(void) {
  local_service service = start_service();
  segmind_request* request = a_request();
  segmind_request* made = NULL;
  segmind_media* media = NULL;
  segmind_job* job = NULL;
  segmind_job_status* status = NULL;
  segmind_strings* strings = NULL;
  segmind_records* records = NULL;
  segmind_entries* entries = NULL;
  segmind_error* error = NULL;
  segmind_client* const no_client = NULL;
  const char* const no_paths[] = {NULL};
#define MISUSED(call)                              \
  do {                                             \
    FAILS(SEGMIND_MISUSE, call);                   \
    CHECK(error->charge == SEGMIND_CHARGE_NONE);   \
    CHECK(strstr(error->message, "NULL") != NULL); \
    segmind_error_free(error);                     \
  } while (0)
  MISUSED(segmind_wan27_r2v_request(NULL, &made, &error));
  MISUSED(segmind_request_create(NULL, "{}", NULL, &made, &error));
  MISUSED(segmind_request_create("p-image", NULL, NULL, &made, &error));
  MISUSED(segmind_request_create("p-image", "{}", NULL, NULL, &error));
  MISUSED(segmind_client_create(&service.options, NULL, &error));
  MISUSED(segmind_generate(no_client, request, NULL, &media, &error));
  MISUSED(segmind_generate(service.client, NULL, NULL, &media, &error));
  MISUSED(segmind_generate(service.client, request, NULL, NULL, &error));
  MISUSED(segmind_submit(no_client, request, NULL, &job, &error));
  MISUSED(segmind_submit(service.client, NULL, NULL, &job, &error));
  MISUSED(segmind_submit(service.client, request, NULL, NULL, &error));
  MISUSED(segmind_resume(no_client, "id", 0, &job, &error));
  MISUSED(segmind_resume(service.client, NULL, 0, &job, &error));
  MISUSED(segmind_job_wait(NULL, NULL, &media, &error));
  MISUSED(segmind_job_ask(NULL, NULL, &status, &error));
  MISUSED(segmind_recover(no_client, request, 1, NULL, &media, &error));
  MISUSED(segmind_recover(service.client, NULL, 1, NULL, &media, &error));
  MISUSED(segmind_upload(no_client, no_paths, 0, NULL, &strings, &error));
  MISUSED(segmind_upload(service.client, NULL, 1, NULL, &strings, &error));
  MISUSED(segmind_upload(service.client, no_paths, 1, NULL, &strings, &error));
  MISUSED(segmind_upload_bytes(service.client, NULL, 1, NULL, NULL, &strings, &error));
  MISUSED(segmind_ask_credits(service.client, NULL, NULL, &error));
  MISUSED(segmind_ask_records(no_client, NULL, NULL, &records, &error));
  MISUSED(segmind_client_spending(service.client, NULL, &error));
  MISUSED(segmind_generate_all(service.client, NULL, NULL, &error));
  MISUSED(segmind_unfinished(no_client, &entries, &error));
  MISUSED(segmind_go_on(service.client, NULL, NULL, &media, &error));
  MISUSED(segmind_go_on(no_client, NULL, NULL, &media, &error));
  MISUSED(segmind_journal_memory(NULL, &error));
  MISUSED(segmind_media_save(NULL, "clip.mp4", &error));
  MISUSED(segmind_take_media(NULL, &media, &error));
  MISUSED(segmind_take_job(NULL, &job, &error));
  MISUSED(segmind_take_job_status(NULL, &status, &error));
  MISUSED(segmind_take_strings(NULL, &strings, &error));
  MISUSED(segmind_take_records(NULL, &records, &error));
  MISUSED(segmind_take_credits(NULL, NULL, &error));
  MISUSED(segmind_take_summary(NULL, NULL, &error));
  MISUSED(segmind_operation_then(NULL, NULL, &error));
  MISUSED(segmind_sandbox_use(NULL, NULL, &error));
  MISUSED(segmind_sandbox_inject(NULL, NULL, &error));
  MISUSED(segmind_sandbox_count(NULL, NULL, &error));
  CHECK(made == NULL && media == NULL && job == NULL && status == NULL && strings == NULL && records == NULL);
  /* Nobody wants to hear of the error, or there is nothing to do. */
  CHECK(segmind_generate(NULL, NULL, NULL, NULL, NULL) == SEGMIND_MISUSE);
  CHECK(segmind_client_create(NULL, NULL, NULL) != SEGMIND_OK);
  CHECK(!segmind_client_pump(NULL) && segmind_client_drain(NULL, 1));
  CHECK(!segmind_operation_ready(NULL) && !segmind_operation_wait(NULL, 1));
  CHECK(segmind_sandbox_url(NULL) == NULL && segmind_sandbox_key(NULL) == NULL);
  CHECK(!segmind_sandbox_wait_for(NULL, NULL, NULL, 1));
  segmind_operation_cancel(NULL);
  segmind_cancellation_cancel(NULL);
  segmind_sandbox_hold(NULL);
  segmind_sandbox_release(NULL);
  segmind_sandbox_expire_jobs(NULL);
  segmind_sandbox_clear_faults(NULL);
  segmind_error_free(NULL);
  segmind_request_free(NULL);
  segmind_media_free(NULL);
  segmind_job_free(NULL);
  segmind_job_status_free(NULL);
  segmind_strings_free(NULL);
  segmind_records_free(NULL);
  segmind_entries_free(NULL);
  segmind_client_free(NULL);
  segmind_cancellation_free(NULL);
  segmind_journal_free(NULL);
  segmind_operation_free(NULL);
  segmind_sandbox_free(NULL);
  CHECK(counts_of(&service).requests == 0);
  segmind_request_free(request);
  end_service(&service);
}

static void an_operation_that_could_not_begin_holds_the_reason(void) {
  segmind_operation* operations[] = {
      segmind_generate_begin(NULL, NULL, NULL),   segmind_submit_begin(NULL, NULL, NULL),
      segmind_job_wait_begin(NULL, NULL),         segmind_job_ask_begin(NULL, NULL),
      segmind_recover_begin(NULL, NULL, 0, NULL), segmind_upload_begin(NULL, NULL, 0, NULL),
      segmind_ask_credits_begin(NULL, NULL),      segmind_upload_bytes_begin(NULL, NULL, 0, NULL, NULL),
      segmind_generate_all_begin(NULL, NULL),     segmind_ask_records_begin(NULL, NULL, NULL),
      segmind_go_on_begin(NULL, NULL, NULL)};
  segmind_media* media = NULL;
  segmind_error* error = NULL;
  size_t i;
  for (i = 0; i < sizeof operations / sizeof *operations; ++i) {
    CHECK(operations[i] != NULL && segmind_operation_ready(operations[i]) && segmind_operation_wait(operations[i], 0));
  }
  FAILS(SEGMIND_MISUSE, segmind_take_media(operations[0], &media, &error));
  CHECK(strcmp(error->message, "client is NULL, or not of the library's making.") == 0);
  segmind_error_free(error);
  for (i = 0; i < sizeof operations / sizeof *operations; ++i) segmind_operation_free(operations[i]);
}

static void values_of_the_programs_own_making_are_refused(void) {
  local_service service = start_service();
  segmind_request* request = a_request();
  segmind_request own;
  segmind_media* media = NULL;
  segmind_error* error = NULL;
  SEGMIND_INIT(own);
  own.slug = "wan2.7-r2v";
  own.json = "{}";
  FAILS(SEGMIND_MISUSE, segmind_generate(service.client, &own, NULL, &media, &error));
  segmind_error_free(error);
  segmind_request_free(&own); /* does nothing */
  own = *request;             /* a copy is as good as what it was copied from */
  MUST(segmind_generate(service.client, &own, NULL, &media, &error));
  segmind_media_free(media);
  segmind_request_free(request);
  end_service(&service);
}

static void a_struct_without_its_size_is_misuse(void) {
  local_service service = start_service();
  segmind_request* request = a_request();
  segmind_request* refused = NULL;
  segmind_call_options call;
  segmind_client_options options;
  segmind_wan27_r2v fields;
  segmind_spending spending;
  segmind_client* client = NULL;
  segmind_media* media = NULL;
  segmind_error* error = NULL;
  memset(&call, 0, sizeof call);
  FAILS(SEGMIND_MISUSE, segmind_generate(service.client, request, &call, &media, &error));
  CHECK(strstr(error->message, "SEGMIND_INIT") != NULL);
  segmind_error_free(error);
  memset(&call, 0xab, sizeof call); /* as a stack leaves it */
  FAILS(SEGMIND_MISUSE, segmind_generate(service.client, request, &call, &media, &error));
  segmind_error_free(error);
  memset(&options, 0, sizeof options);
  FAILS(SEGMIND_MISUSE, segmind_client_create(&options, &client, &error));
  segmind_error_free(error);
  memset(&fields, 0, sizeof fields);
  FAILS(SEGMIND_MISUSE, segmind_wan27_r2v_request(&fields, &refused, &error));
  segmind_error_free(error);
  memset(&spending, 0, sizeof spending);
  FAILS(SEGMIND_MISUSE, segmind_client_spending(service.client, &spending, &error));
  segmind_error_free(error);
  CHECK(counts_of(&service).requests == 0);
  segmind_request_free(request);
  end_service(&service);
}

/* As a program has it whose header knew fewer fields: file and what follows were added later. */
static void a_shorter_struct_has_the_defaults_for_what_it_lacks(void) {
  local_service service = start_service();
  segmind_request* request = a_request();
  segmind_call_options call;
  segmind_media* media = NULL;
  segmind_error* error = NULL;
  struct {
    segmind_spending spending;
  } room;
  memset(&call, 0xab, sizeof call);
  call.size = offsetof(segmind_call_options, file);
  call.timeout_ms = 60000;
  call.connect_timeout_ms = 0;
  call.cancellation = NULL;
  call.drain = NULL;
  MUST(segmind_generate(service.client, request, &call, &media, &error));
  CHECK(is_clip(media)); /* in memory */
  CHECK(SEGMIND_HAS(media, output_metadata));
  media->size = offsetof(segmind_media, cost);
  CHECK(SEGMIND_HAS(media, address) && !SEGMIND_HAS(media, cost) && !SEGMIND_HAS(media, output_metadata));
  segmind_media_free(media);
  memset(&room, 0xab, sizeof room);
  room.spending.size = offsetof(segmind_spending, charged_dollars);
  MUST(segmind_client_spending(service.client, &room.spending, &error));
  CHECK(room.spending.size == offsetof(segmind_spending, charged_dollars));
  CHECK(room.spending.calls == 1 && room.spending.charged == 1);
  CHECK(((unsigned char*)&room.spending.charged_dollars)[0] == 0xab);
  segmind_request_free(request);
  end_service(&service);
}

/* As a program has it whose header knows more fields than the library. */
static void a_longer_struct_is_taken_unless_it_asks_for_what_is_not_known(void) {
  local_service service = start_service();
  segmind_request* request = a_request();
  struct {
    segmind_call_options known;
    int64_t later;
  } call;
  struct {
    segmind_spending known;
    int64_t later;
  } spending;
  segmind_media* media = NULL;
  segmind_error* error = NULL;
  memset(&call, 0, sizeof call);
  call.known.size = sizeof call;
  MUST(segmind_generate(service.client, request, &call.known, &media, &error));
  segmind_media_free(media);
  call.later = 1;
  FAILS(SEGMIND_MISUSE, segmind_generate(service.client, request, &call.known, &media, &error));
  CHECK(strstr(error->message, "does not know") != NULL);
  segmind_error_free(error);
  memset(&spending, 0xab, sizeof spending);
  spending.known.size = sizeof spending;
  MUST(segmind_client_spending(service.client, &spending.known, &error));
  CHECK(spending.known.calls == 1 && spending.later == 0);
  CHECK(counts_of(&service).generate == 1);
  segmind_request_free(request);
  end_service(&service);
}

static bool write_nothing(void* none, const void* data, size_t size) { return none == data && size == 0; }

/* Nothing is sent of a batch with one call that cannot be made. */
static void refuse_in_a_batch(local_service* service, segmind_request* request, const segmind_call_options* refused) {
  const segmind_request* requests[2];
  const segmind_call_options* options[2] = {NULL, NULL};
  segmind_batch batch;
  segmind_summary summary;
  segmind_error* error = NULL;
  requests[0] = requests[1] = request;
  options[1] = refused;
  SEGMIND_INIT(batch);
  SEGMIND_INIT(summary);
  batch.requests = requests;
  batch.options = options;
  batch.count = 2;
  FAILS(SEGMIND_MISUSE, segmind_generate_all(service->client, &batch, &summary, &error));
  CHECK(strncmp(error->message, "batch: options[1]: ", 19) == 0);
  segmind_error_free(error);
}

static void unusable_options_are_refused_by_name(void) {
  local_service service = start_sandbox();
  segmind_request* request = a_request();
  segmind_call_options call;
  segmind_media* media = NULL;
  segmind_error* error = NULL;
  service.options.base_url = "http://example.com";
  service.options.timeout_ms = -1;
  FAILS(SEGMIND_INVALID_REQUEST, segmind_client_create(&service.options, &service.client, &error));
  CHECK(service.client == NULL && error->violation_count == 2);
  segmind_error_free(error);
  service.options.base_url = segmind_sandbox_url(service.sandbox);
  service.options.timeout_ms = 0;
  service.options.requests_per_minute = -1;
  FAILS(SEGMIND_INVALID_REQUEST, segmind_client_create(&service.options, &service.client, &error));
  CHECK(strcmp(error->violations[0]->field, "requests_per_minute") == 0);
  segmind_error_free(error);
  service.options.requests_per_minute = 0;
  service.options.has_spending_limit = true; /* of 0 dollars */
  start_client(&service);
  FAILS(SEGMIND_SPENDING_LIMIT, segmind_generate(service.client, request, NULL, &media, &error));
  segmind_error_free(error);
  SEGMIND_INIT(call);
  call.idempotency_key = "a key that nothing remembers";
  FAILS(SEGMIND_INVALID_REQUEST, segmind_generate(service.client, request, &call, &media, &error));
  CHECK(strstr(error->description, "segmind_client_options.journal") != NULL);
  CHECK(strstr(error->description, "::") == NULL);
  segmind_error_free(error);
  SEGMIND_INIT(call);
  call.file = "clip.mp4";
  call.write.function = write_nothing;
  FAILS(SEGMIND_MISUSE, segmind_generate(service.client, request, &call, &media, &error));
  CHECK(strstr(error->message, "file and write are both set") != NULL);
  segmind_error_free(error);
  refuse_in_a_batch(&service, request, &call);
  CHECK(counts_of(&service).requests == 0);
  segmind_request_free(request);
  end_service(&service);
}

static void a_sandbox_that_cannot_be_had_so_says_why(void) {
  local_service service = start_sandbox();
  segmind_sandbox_options options;
  segmind_sandbox* other = NULL;
  segmind_error* error = NULL;
  SEGMIND_INIT(options);
  options.port = (uint16_t)atoi(strrchr(segmind_sandbox_url(service.sandbox), ':') + 1);
  FAILS(SEGMIND_CONNECTION, segmind_sandbox_start(&options, &other, &error));
  CHECK(other == NULL && error->charge == SEGMIND_CHARGE_NONE && error->message[0] != '\0');
  segmind_error_free(error);
  FAILS(SEGMIND_INVALID_REQUEST, segmind_sandbox_inject(service.sandbox, "generate:nonsense", &error));
  CHECK(strstr(error->message, "nonsense") != NULL);
  segmind_error_free(error);
  segmind_sandbox_free(service.sandbox);
}

static void numbers_without_a_name_are_unknown(void) {
  CHECK(strcmp(segmind_status_name(SEGMIND_OK), "ok") == 0);
  CHECK(strcmp(segmind_status_name((segmind_status)23), "unknown") == 0);
  CHECK(strcmp(segmind_charge_name((segmind_charge)3), "unknown") == 0);
  CHECK(strcmp(segmind_phase_name((segmind_phase)8), "unknown") == 0);
  CHECK(strcmp(segmind_state_name((segmind_state)6), "unknown") == 0);
  CHECK(strcmp(segmind_version(), "0.1.0") == 0);
  CHECK(strstr(segmind_sandbox_fault_grammar(), "no-answer") != NULL);
}

int main(int argc, char** argv) {
  static const promise promises[] = {
      {"a_null_is_misuse_and_no_crash", a_null_is_misuse_and_no_crash},
      {"an_operation_that_could_not_begin_holds_the_reason", an_operation_that_could_not_begin_holds_the_reason},
      {"values_of_the_programs_own_making_are_refused", values_of_the_programs_own_making_are_refused},
      {"a_struct_without_its_size_is_misuse", a_struct_without_its_size_is_misuse},
      {"a_shorter_struct_has_the_defaults_for_what_it_lacks", a_shorter_struct_has_the_defaults_for_what_it_lacks},
      {"a_longer_struct_is_taken_unless_it_asks_for_what_is_not_known",
       a_longer_struct_is_taken_unless_it_asks_for_what_is_not_known},
      {"unusable_options_are_refused_by_name", unusable_options_are_refused_by_name},
      {"a_sandbox_that_cannot_be_had_so_says_why", a_sandbox_that_cannot_be_had_so_says_why},
      {"numbers_without_a_name_are_unknown", numbers_without_a_name_are_unknown},
  };
  return keep_promise(promises, sizeof promises / sizeof *promises, argc, argv);
}
