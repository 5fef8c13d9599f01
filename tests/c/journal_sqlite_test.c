/* A journal in a file, which outlives its process. */
#include "segmind/c/journal_sqlite.h"

#include "promise.h"

static segmind_client* client_with(local_service* service, const char* path) {
  segmind_journal* journal = NULL;
  segmind_client* client = NULL;
  segmind_error* error = NULL;
  MUST(segmind_journal_sqlite(path, &journal, &error));
  service->options.journal = journal;
  MUST(segmind_client_create(&service->options, &client, &error));
  segmind_journal_free(journal);
  return client;
}

static void a_key_in_the_file_pays_once(void) {
  local_service service = start_sandbox();
  segmind_request* request = a_request();
  segmind_call_options call;
  segmind_media* media = NULL;
  segmind_error* error = NULL;
  int i;
  SEGMIND_INIT(call);
  call.idempotency_key = "shot-042-take-3";
  call.file = "shot.mp4";
  for (i = 0; i < 2; ++i) {
    service.client = client_with(&service, "jobs.db");
    MUST(segmind_generate(service.client, request, &call, &media, &error));
    CHECK(strstr(media->path, "/shot.mp4") != NULL);
    segmind_media_free(media);
    segmind_client_free(service.client);
  }
  service.client = NULL;
  CHECK(counts_of(&service).generate == 1);
  CHECK(remove("shot.mp4") == 0 && remove("jobs.db") == 0);
  segmind_request_free(request);
  end_service(&service);
}

static void a_journal_that_cannot_be_opened_says_why(void) {
  segmind_journal* journal = NULL;
  segmind_error* error = NULL;
  FAILS(SEGMIND_JOURNAL, segmind_journal_sqlite("no/such/folder/jobs.db", &journal, &error));
  CHECK(journal == NULL && strstr(error->message, "jobs.db") != NULL);
  segmind_error_free(error);
  FAILS(SEGMIND_MISUSE, segmind_journal_sqlite(NULL, &journal, &error));
  segmind_error_free(error);
  CHECK(segmind_journal_sqlite("jobs.db", NULL, NULL) == SEGMIND_MISUSE);
}

int main(int argc, char** argv) {
  static const promise promises[] = {
      {"a_key_in_the_file_pays_once", a_key_in_the_file_pays_once},
      {"a_journal_that_cannot_be_opened_says_why", a_journal_that_cannot_be_opened_says_why},
  };
  return keep_promise(promises, sizeof promises / sizeof *promises, argc, argv);
}
