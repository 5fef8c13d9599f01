/* What pays, and what says what it cost. */
#include "promise.h"

static void generate_gives_the_clip_and_its_receipt(void) {
  local_service service = start_service();
  segmind_request* request = a_request();
  segmind_media* media = NULL;
  segmind_error* error = NULL;
  segmind_spending spending;
  MUST(segmind_generate(service.client, request, NULL, &media, &error));
  CHECK(is_clip(media));
  CHECK(media->size == sizeof *media && SEGMIND_HAS(media, output_metadata));
  CHECK(media->cost == 0.25 && media->remaining_credits == 99.75);
  CHECK(media->request_id[0] != '\0' && media->path[0] == '\0');
  CHECK(counts_of(&service).generate == 1 && counts_of(&service).generations_charged == 1);
  SEGMIND_INIT(spending);
  MUST(segmind_client_spending(service.client, &spending, &error));
  CHECK(spending.calls == 1 && spending.charged == 1 && spending.charged_dollars == 0.25);
  MUST(segmind_media_save(media, "saved.mp4", &error));
  CHECK(remove("saved.mp4") == 0);
  segmind_media_free(media);
  segmind_request_free(request);
  end_service(&service);
}

static void a_lost_answer_says_what_it_may_have_cost_and_is_recovered_without_paying(void) {
  local_service service = start_service();
  segmind_request* request = a_request();
  segmind_media* media = NULL;
  segmind_error* error = NULL;
  int64_t sent_at_ms = 0;
  inject(&service, "generate:no-answer");
  FAILS(SEGMIND_CONNECTION, segmind_generate(service.client, request, NULL, &media, &error));
  CHECK(media == NULL);
  CHECK(error->charge == SEGMIND_CHARGE_POSSIBLE && error->attempts == 1 && error->http_status == 0);
  CHECK(error->message[0] != '\0' && error->retry_after_ms == -1 && error->rescued == NULL);
  CHECK(strstr(error->description, "may have been charged") != NULL);
  CHECK(strstr(error->description, "segmind_recover") != NULL && strstr(error->description, "::") == NULL);
  sent_at_ms = error->sent_at_ms;
  CHECK(sent_at_ms > 1700000000000);
  segmind_error_free(error);
  MUST(segmind_recover(service.client, request, sent_at_ms, NULL, &media, &error));
  CHECK(is_clip(media));
  CHECK(counts_of(&service).generate == 1 && counts_of(&service).generations_charged == 1);
  segmind_media_free(media);
  segmind_request_free(request);
  end_service(&service);
}

static void a_failure_carries_what_the_service_said(void) {
  local_service service = start_service();
  segmind_request* request = a_request();
  segmind_media* media = NULL;
  segmind_error* error = NULL;
  inject(&service, "generate:failed=the prompt is refused,header=x-request-id:req-7");
  FAILS(SEGMIND_SERVER_ERROR, segmind_generate(service.client, request, NULL, &media, &error));
  CHECK(strstr(error->message, "the prompt is refused") != NULL && strcmp(error->request_id, "req-7") == 0);
  CHECK(error->charge == SEGMIND_CHARGE_POSSIBLE);
  segmind_error_free(error);
  inject(&service, "generate:status=429,header=Retry-After:7");
  FAILS(SEGMIND_RATE_LIMITED, segmind_generate(service.client, request, NULL, &media, &error));
  CHECK(error->http_status == 429 && error->charge == SEGMIND_CHARGE_NONE && error->sent_at_ms == 0);
  CHECK(error->retry_after_ms > 0 && error->retry_after_ms <= 7000);
  segmind_error_free(error);
  segmind_request_free(request);
  end_service(&service);
}

static void bytes_that_were_paid_for_are_in_the_error(void) {
  local_service service = start_service();
  segmind_request* request = a_request();
  segmind_media* media = NULL;
  segmind_error* error = NULL;
  segmind_error* paid = NULL;
  char fault[4000] = "generate:type=image/gif,body=GIF89a";
  const size_t head = strlen(fault);
  memset(fault + head, 'x', sizeof fault - head - 1);
  inject(&service, fault);
  FAILS(SEGMIND_BAD_RESPONSE, segmind_generate(service.client, request, NULL, &media, &error));
  paid = error;
  CHECK(paid->charge == SEGMIND_CHARGE_CHARGED);
  CHECK(paid->rescued != NULL && paid->rescued->data_size == 6 + sizeof fault - head - 1);
  CHECK(memcmp(paid->rescued->data, "GIF89axx", 8) == 0);
  CHECK(strstr(paid->description, "segmind_error.rescued") != NULL && strstr(paid->description, "::") == NULL);
  MUST(segmind_media_save(paid->rescued, "rescued.gif", &error));
  CHECK(remove("rescued.gif") == 0);
  segmind_error_free(paid);
  segmind_request_free(request);
  end_service(&service);
}

static void a_job_is_submitted_asked_waited_for_and_resumed(void) {
  local_service service = start_service();
  segmind_request* request = a_request();
  segmind_job* job = NULL;
  segmind_job* resumed = NULL;
  segmind_job_status* status = NULL;
  segmind_media* media = NULL;
  segmind_client* other = NULL;
  segmind_error* error = NULL;
  segmind_sandbox_hold(service.sandbox);
  MUST(segmind_submit(service.client, request, NULL, &job, &error));
  CHECK(job->id[0] != '\0' && job->expires_at_ms > 1700000000000);
  MUST(segmind_job_ask(job, NULL, &status, &error));
  CHECK(status->state == SEGMIND_STATE_QUEUED || status->state == SEGMIND_STATE_PROCESSING);
  CHECK(status->word[0] != '\0' && status->error[0] == '\0');
  segmind_job_status_free(status);
  segmind_sandbox_release(service.sandbox);
  MUST(segmind_job_wait(job, NULL, &media, &error));
  CHECK(is_clip(media) && strncmp(media->address, "http", 4) == 0);
  segmind_media_free(media);
  MUST(segmind_client_create(&service.options, &other, &error));
  MUST(segmind_resume(other, job->id, 0, &resumed, &error));
  MUST(segmind_job_wait(resumed, NULL, &media, &error));
  CHECK(is_clip(media));
  segmind_media_free(media);
  segmind_job_free(resumed);
  segmind_client_free(other);
  FAILS(SEGMIND_INVALID_REQUEST, segmind_resume(service.client, "no id", 0, &resumed, &error));
  segmind_error_free(error);
  CHECK(counts_of(&service).submit == 1 && counts_of(&service).generations_charged == 1);
  segmind_job_free(job);
  segmind_request_free(request);
  end_service(&service);
}

static void a_clip_goes_to_a_file_under_its_name(void) {
  local_service service = start_service();
  segmind_request* request = a_request();
  segmind_call_options call;
  segmind_media* media = NULL;
  segmind_error* error = NULL;
  SEGMIND_INIT(call);
  call.file = "clip.mp4";
  call.through_queue = true;
  MUST(segmind_generate(service.client, request, &call, &media, &error));
  CHECK(media->data == NULL && media->data_size == 0 && media->bytes > 1000);
  CHECK(media->path[0] == '/' && strstr(media->path, "/clip.mp4") != NULL);
  CHECK(counts_of(&service).submit == 1 && counts_of(&service).generate == 0);
  CHECK(remove("clip.mp4") == 0);
  segmind_media_free(media);
  segmind_request_free(request);
  end_service(&service);
}

static void a_key_of_the_journal_pays_once(void) {
  local_service service = start_sandbox();
  segmind_request* request = a_request();
  segmind_journal* journal = NULL;
  segmind_call_options call;
  segmind_media* media = NULL;
  segmind_error* error = NULL;
  int i;
  MUST(segmind_journal_memory(&journal, &error));
  service.options.journal = journal;
  service.options.project = "film";
  start_client(&service);
  segmind_journal_free(journal);
  SEGMIND_INIT(call);
  call.idempotency_key = "shot-042-take-3";
  call.file = "shot.mp4";
  for (i = 0; i < 2; ++i) {
    MUST(segmind_generate(service.client, request, &call, &media, &error));
    CHECK(strstr(media->path, "/shot.mp4") != NULL && media->bytes > 1000);
    segmind_media_free(media);
  }
  CHECK(counts_of(&service).generate == 1 && remove("shot.mp4") == 0);
  segmind_request_free(request);
  end_service(&service);
}

static void what_a_journal_has_left_over_is_listed_and_gone_on_with(void) {
  local_service service = start_sandbox();
  segmind_request* request = a_request();
  segmind_journal* journal = NULL;
  segmind_job* job = NULL;
  segmind_call_options call;
  segmind_entries* entries = NULL;
  segmind_media* media = NULL;
  size_t left = 0;
  segmind_error* error = NULL;
  MUST(segmind_journal_memory(&journal, &error));
  service.options.journal = journal;
  start_client(&service);
  SEGMIND_INIT(call);
  call.idempotency_key = "shot-1";
  MUST(segmind_submit(service.client, request, &call, &job, &error));
  segmind_client_free(service.client);
  start_client(&service);
  MUST(segmind_unfinished(service.client, &entries, &error));
  CHECK(entries->count == 1);
  CHECK(strcmp(entries->items[0]->key, "shot-1") == 0 && strcmp(entries->items[0]->state, "submitted") == 0);
  CHECK(strcmp(entries->items[0]->model, "wan2.7-r2v") == 0 && entries->items[0]->begun_at_ms > 1700000000000);
  CHECK(strcmp(entries->items[0]->record_id, job->id) == 0);
  MUST(segmind_go_on(service.client, entries->items[0], NULL, &media, &error));
  CHECK(is_clip(media));
  segmind_media_free(media);
  left = entries->count;
  segmind_entries_free(entries);
  while (left > 0) { /* the journal hears of the clip on a thread of its own */
    MUST(segmind_unfinished(service.client, &entries, &error));
    left = entries->count;
    segmind_entries_free(entries);
  }
  CHECK(counts_of(&service).submit == 1 && counts_of(&service).generate == 0);
  segmind_job_free(job);
  segmind_journal_free(journal);
  segmind_request_free(request);
  end_service(&service);
}

typedef struct results {
  int clips;
  int errors;
  int destroyed;
  int wrong;
} results;

static void take_result(void* user_data, size_t index, segmind_media* media, segmind_error* error) {
  results* seen = (results*)user_data;
  seen->clips += media != NULL;
  seen->errors += error != NULL;
  if (media != NULL && media->path[0] == '\0' && !is_clip(media)) seen->wrong++;
  if (index > 2 || (media == NULL) == (error == NULL)) seen->wrong++;
  segmind_media_free(media);
  segmind_error_free(error);
}

static void count_destroyed(void* user_data) { ((results*)user_data)->destroyed++; }

static void many_clips_are_made_and_each_result_comes_with_its_number(void) {
  local_service service = start_service();
  segmind_request* request = a_request();
  const segmind_request* requests[3];
  const segmind_call_options* options[3];
  segmind_call_options to_file;
  segmind_batch batch;
  segmind_summary summary;
  segmind_error* error = NULL;
  results seen;
  memset(&seen, 0, sizeof seen);
  requests[0] = requests[1] = requests[2] = request;
  SEGMIND_INIT(to_file);
  to_file.file = "second.mp4";
  options[0] = options[2] = NULL;
  options[1] = &to_file;
  inject(&service, "generate:status=402");
  SEGMIND_INIT(batch);
  batch.requests = requests;
  batch.options = options;
  batch.count = 3;
  batch.in_flight = 1;
  batch.on_result.function = take_result;
  batch.on_result.user_data = &seen;
  batch.on_result.destroy = count_destroyed;
  SEGMIND_INIT(summary);
  MUST(segmind_generate_all(service.client, &batch, &summary, &error));
  CHECK(summary.succeeded == 2 && summary.failed == 1);
  CHECK(seen.clips == 2 && seen.errors == 1 && seen.wrong == 0);
  CHECK(remove("second.mp4") == 0);
  CHECK(counts_of(&service).generate == 3);
  segmind_request_free(request);
  end_service(&service);
  CHECK(seen.destroyed == 1);
}

int main(int argc, char** argv) {
  static const promise promises[] = {
      {"generate_gives_the_clip_and_its_receipt", generate_gives_the_clip_and_its_receipt},
      {"a_lost_answer_says_what_it_may_have_cost_and_is_recovered_without_paying",
       a_lost_answer_says_what_it_may_have_cost_and_is_recovered_without_paying},
      {"a_failure_carries_what_the_service_said", a_failure_carries_what_the_service_said},
      {"bytes_that_were_paid_for_are_in_the_error", bytes_that_were_paid_for_are_in_the_error},
      {"a_job_is_submitted_asked_waited_for_and_resumed", a_job_is_submitted_asked_waited_for_and_resumed},
      {"a_clip_goes_to_a_file_under_its_name", a_clip_goes_to_a_file_under_its_name},
      {"a_key_of_the_journal_pays_once", a_key_of_the_journal_pays_once},
      {"what_a_journal_has_left_over_is_listed_and_gone_on_with",
       what_a_journal_has_left_over_is_listed_and_gone_on_with},
      {"many_clips_are_made_and_each_result_comes_with_its_number",
       many_clips_are_made_and_each_result_comes_with_its_number},
  };
  return keep_promise(promises, sizeof promises / sizeof *promises, argc, argv);
}
