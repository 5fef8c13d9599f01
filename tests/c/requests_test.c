/* Requests, and what costs nothing. */
#include "promise.h"

static void a_request_is_made_of_its_fields(void) {
  static const char* const images[] = {"https://example.com/1.png", "https://example.com/2.png"};
  static const char* const videos[] = {"https://example.com/dance.mp4"};
  segmind_wan27_r2v fields;
  segmind_request* request = NULL;
  segmind_error* error = NULL;
  SEGMIND_INIT(fields);
  fields.prompt = "Image1 dances with Image2 as in Video1";
  fields.negative_prompt = "rain";
  fields.reference_images = images;
  fields.reference_image_count = 2;
  fields.reference_videos = videos;
  fields.reference_video_count = 1;
  fields.reference_voice = "https://example.com/voice.wav";
  fields.resolution = SEGMIND_RESOLUTION_1080P;
  fields.duration_s = 4;
  fields.seed_mode = SEGMIND_SEED_GIVEN;
  fields.seed = 7;
  MUST(segmind_wan27_r2v_request(&fields, &request, &error));
  CHECK(strcmp(request->slug, "wan2.7-r2v") == 0);
  CHECK(strstr(request->json, "\"prompt\":\"Image1 dances with Image2 as in Video1\"") != NULL);
  CHECK(strstr(request->json, "\"negative_prompt\":\"rain\"") != NULL);
  CHECK(strstr(request->json, "[\"https://example.com/1.png\",\"https://example.com/2.png\"]") != NULL);
  CHECK(strstr(request->json, "\"reference_videos\":\"https://example.com/dance.mp4\"") != NULL);
  CHECK(strstr(request->json, "\"reference_voice\":\"https://example.com/voice.wav\"") != NULL);
  CHECK(strstr(request->json, "\"resolution\":\"1080P\"") != NULL && strstr(request->json, "\"duration\":4") != NULL);
  CHECK(strstr(request->json, "\"seed\":7") != NULL);
  CHECK(request->estimated_dollars == 0.75 && request->estimate_basis[0] != '\0');
  CHECK(request->expected_earliest_ms > 0 && request->expected_latest_ms >= request->expected_earliest_ms);
  CHECK(request->output == SEGMIND_OUTPUT_FILM && request->advice_count == 0);
  segmind_request_free(request);
  fields.seed = 0;
  fields.seed_mode = SEGMIND_SEED_RANDOM;
  fields.resolution = SEGMIND_RESOLUTION_720P;
  MUST(segmind_wan27_r2v_request(&fields, &request, &error));
  CHECK(strstr(request->json, "\"seed\":null") != NULL && strstr(request->json, "\"resolution\":\"720P\"") != NULL);
  segmind_request_free(request);
}

static void every_problem_of_a_request_is_named(void) {
  static const char* const images[] = {"ftp://example.com/1.png", NULL};
  segmind_wan27_r2v fields;
  segmind_request* request = NULL;
  segmind_error* error = NULL;
  SEGMIND_INIT(fields);
  fields.duration_s = 99;
  fields.reference_images = images;
  fields.reference_image_count = 2;
  FAILS(SEGMIND_INVALID_REQUEST, segmind_wan27_r2v_request(&fields, &request, &error));
  CHECK(request == NULL && error->charge == SEGMIND_CHARGE_NONE && error->violation_count == 4);
  CHECK(strcmp(error->violations[0]->field, "prompt") == 0 && error->violations[0]->message[0] != '\0');
  CHECK(strcmp(error->violations[3]->field, "reference_images[1]") == 0 ||
        strcmp(error->violations[2]->field, "reference_images[1]") == 0);
  CHECK(strstr(error->description, "duration") != NULL);
  segmind_error_free(error);
  SEGMIND_INIT(fields);
  fields.prompt = "A kite";
  fields.seed = 7; /* which would be ignored without its mode, and pay for another clip */
  FAILS(SEGMIND_MISUSE, segmind_wan27_r2v_request(&fields, &request, &error));
  segmind_error_free(error);
  fields.seed = 0;
  fields.resolution = (segmind_resolution)3;
  FAILS(SEGMIND_MISUSE, segmind_wan27_r2v_request(&fields, &request, &error));
  segmind_error_free(error);
  fields.resolution = SEGMIND_RESOLUTION_DEFAULT;
  fields.reference_image_count = 1;
  FAILS(SEGMIND_MISUSE, segmind_wan27_r2v_request(&fields, &request, &error));
  segmind_error_free(error);
  fields.reference_image_count = 0;
  fields.reference_video_count = 1;
  FAILS(SEGMIND_MISUSE, segmind_wan27_r2v_request(&fields, &request, &error));
  segmind_error_free(error);
  fields.reference_video_count = 0;
  fields.seed_mode = (segmind_seed_mode)3;
  FAILS(SEGMIND_MISUSE, segmind_wan27_r2v_request(&fields, &request, &error));
  segmind_error_free(error);
}

static void advice_is_given_before_anything_is_paid(void) {
  segmind_wan27_r2v fields;
  segmind_request* request = NULL;
  segmind_error* error = NULL;
  SEGMIND_INIT(fields);
  fields.prompt = "Image1 dances";
  MUST(segmind_wan27_r2v_request(&fields, &request, &error));
  CHECK(request->advice_count > 0);
  CHECK(strcmp(request->advice[0]->code, "reference_missing") == 0);
  CHECK(strcmp(request->advice[0]->field, "prompt") == 0 && strstr(request->advice[0]->message, "Image1") != NULL);
  segmind_request_free(request);
}

static void any_model_is_asked_by_its_slug(void) {
  local_service service = start_service();
  segmind_request_facts facts;
  segmind_request* request = NULL;
  segmind_media* media = NULL;
  segmind_error* error = NULL;
  MUST(segmind_request_create("p-image", "{\"prompt\": \"A fox in snow\"}", NULL, &request, &error));
  CHECK(isnan(request->estimated_dollars) && request->expected_earliest_ms == -1);
  CHECK(request->output == SEGMIND_OUTPUT_ANY);
  MUST(segmind_generate(service.client, request, NULL, &media, &error));
  CHECK(strncmp(media->content_type, "image/", 6) == 0 && media->data_size > 0);
  segmind_media_free(media);
  segmind_request_free(request);
  SEGMIND_INIT(facts);
  facts.has_estimate = true;
  facts.estimated_dollars = 0.005;
  facts.estimate_basis = "its page";
  facts.has_expected_time = true;
  facts.expected_latest_ms = 6000;
  facts.output = SEGMIND_OUTPUT_PICTURE;
  MUST(segmind_request_create("p-image", "{\"prompt\": \"A fox\"}", &facts, &request, &error));
  CHECK(request->estimated_dollars == 0.005 && strcmp(request->estimate_basis, "its page") == 0);
  CHECK(request->expected_latest_ms == 6000 && request->output == SEGMIND_OUTPUT_PICTURE);
  segmind_request_free(request);
  facts.output = SEGMIND_OUTPUT_FILM;
  MUST(segmind_request_create("some-film", "{\"prompt\": \"A fox\"}", &facts, &request, &error));
  CHECK(request->output == SEGMIND_OUTPUT_FILM);
  segmind_request_free(request);
  facts.output = SEGMIND_OUTPUT_SOUND;
  MUST(segmind_request_create("some-sound", "{\"prompt\": \"A fox\"}", &facts, &request, &error));
  CHECK(request->output == SEGMIND_OUTPUT_SOUND);
  segmind_request_free(request);
  facts.output = (segmind_output)4;
  FAILS(SEGMIND_MISUSE, segmind_request_create("p-image", "{}", &facts, &request, &error));
  segmind_error_free(error);
  FAILS(SEGMIND_INVALID_REQUEST, segmind_request_create("../p", "[]", NULL, &request, &error));
  CHECK(error->violation_count == 2);
  segmind_error_free(error);
  end_service(&service);
}

/* The smallest picture that is taken: 240 x 240, white. */
static unsigned char* picture(size_t* size) {
  static const unsigned char head[54] = {'B', 'M', 0x36, 0xa3, 2, 0, 0, 0,    0, 0, 0x36, 0, 0, 0,    0x28,
                                         0,   0,   0,    0xf0, 0, 0, 0, 0xf0, 0, 0, 0,    1, 0, 0x18, 0};
  unsigned char* bytes;
  *size = 54 + 240 * 240 * 3;
  bytes = (unsigned char*)malloc(*size);
  CHECK(bytes != NULL);
  memset(bytes, 255, *size);
  memcpy(bytes, head, sizeof head);
  return bytes;
}

static void uploads_give_addresses_in_their_order(void) {
  static const char* const paths[] = {"one.bmp", "two.bmp"};
  local_service service = start_service();
  segmind_strings* addresses = NULL;
  segmind_operation* operation = NULL;
  segmind_error* error = NULL;
  size_t size = 0;
  unsigned char* bytes = picture(&size);
  int i;
  for (i = 0; i < 2; ++i) {
    FILE* file = fopen(paths[i], "wb");
    CHECK(file != NULL && fwrite(bytes, 1, size, file) == size && fclose(file) == 0);
  }
  MUST(segmind_upload(service.client, paths, 2, NULL, &addresses, &error));
  CHECK(addresses->count == 2 && strncmp(addresses->items[0], "http://127.0.0.1", 16) == 0);
  CHECK(strcmp(addresses->items[0], addresses->items[1]) != 0);
  segmind_strings_free(addresses);
  operation = segmind_upload_begin(service.client, paths, 1, NULL);
  MUST(segmind_take_strings(operation, &addresses, &error));
  CHECK(addresses->count == 1);
  segmind_strings_free(addresses);
  segmind_operation_free(operation);
  MUST(segmind_upload_bytes(service.client, bytes, size, NULL, NULL, &addresses, &error));
  CHECK(addresses->count == 1);
  segmind_strings_free(addresses);
  operation = segmind_upload_bytes_begin(service.client, bytes, size, "image/bmp", NULL);
  free(bytes);
  MUST(segmind_take_strings(operation, &addresses, &error));
  CHECK(addresses->count == 1);
  segmind_strings_free(addresses);
  segmind_operation_free(operation);
  CHECK(counts_of(&service).upload == 4);
  CHECK(remove(paths[0]) == 0 && remove(paths[1]) == 0);
  FAILS(SEGMIND_FILE, segmind_upload(service.client, paths, 1, NULL, &addresses, &error));
  segmind_error_free(error);
  end_service(&service);
}

static void credits_and_records_tell_what_was_spent(void) {
  local_service service = start_service();
  segmind_request* request = a_request();
  segmind_media* media = NULL;
  segmind_records* records = NULL;
  segmind_record_query query;
  segmind_credits credits;
  segmind_operation* operation = NULL;
  segmind_error* error = NULL;
  MUST(segmind_generate(service.client, request, NULL, &media, &error));
  SEGMIND_INIT(credits);
  MUST(segmind_ask_credits(service.client, NULL, &credits, &error));
  CHECK(credits.credits == 99.75 && credits.free_credits == 0.0184);
  SEGMIND_INIT(credits);
  operation = segmind_ask_credits_begin(service.client, NULL);
  MUST(segmind_take_credits(operation, &credits, &error));
  CHECK(credits.credits == 99.75);
  segmind_operation_free(operation);
  MUST(segmind_ask_records(service.client, NULL, NULL, &records, &error));
  CHECK(records->count == 1 && records->unreadable == 0);
  CHECK(strcmp(records->items[0]->request_id, media->request_id) == 0);
  CHECK(records->items[0]->state == SEGMIND_STATE_COMPLETED && records->items[0]->cost == 0.25);
  CHECK(strcmp(records->items[0]->model, "wan2.7-r2v") == 0 && records->items[0]->address[0] != '\0');
  CHECK(strstr(records->items[0]->request_body, "A kite above a beach") != NULL);
  CHECK(records->items[0]->created_ms > 1700000000000);
  segmind_records_free(records);
  SEGMIND_INIT(query);
  query.request_id = media->request_id;
  MUST(segmind_ask_records(service.client, &query, NULL, &records, &error));
  CHECK(records->count == 1);
  segmind_records_free(records);
  operation = segmind_ask_records_begin(service.client, &query, NULL);
  MUST(segmind_take_records(operation, &records, &error));
  CHECK(records->count == 1 && strcmp(records->items[0]->request_id, media->request_id) == 0);
  segmind_records_free(records);
  segmind_operation_free(operation);
  SEGMIND_INIT(query);
  query.state = SEGMIND_STATE_FAILED;
  operation = segmind_ask_records_begin(service.client, &query, NULL);
  MUST(segmind_take_records(operation, &records, &error));
  CHECK(records->count == 0);
  segmind_records_free(records);
  segmind_operation_free(operation);
  query.state = SEGMIND_STATE_COMPLETED;
  MUST(segmind_ask_records(service.client, &query, NULL, &records, &error));
  CHECK(records->count == 1);
  segmind_records_free(records);
  query.state = SEGMIND_STATE_PENDING;
  MUST(segmind_ask_records(service.client, &query, NULL, &records, &error));
  CHECK(records->count == 0);
  segmind_records_free(records);
  query.state = SEGMIND_STATE_QUEUED; /* of a job */
  FAILS(SEGMIND_MISUSE, segmind_ask_records(service.client, &query, NULL, &records, &error));
  segmind_error_free(error);
  query.state = SEGMIND_STATE_OTHER;
  query.request_id = "0123456789abcdef";
  FAILS(SEGMIND_NOT_FOUND, segmind_ask_records(service.client, &query, NULL, &records, &error));
  segmind_error_free(error);
  segmind_media_free(media);
  segmind_request_free(request);
  end_service(&service);
}

int main(int argc, char** argv) {
  static const promise promises[] = {
      {"a_request_is_made_of_its_fields", a_request_is_made_of_its_fields},
      {"every_problem_of_a_request_is_named", every_problem_of_a_request_is_named},
      {"advice_is_given_before_anything_is_paid", advice_is_given_before_anything_is_paid},
      {"any_model_is_asked_by_its_slug", any_model_is_asked_by_its_slug},
      {"uploads_give_addresses_in_their_order", uploads_give_addresses_in_their_order},
      {"credits_and_records_tell_what_was_spent", credits_and_records_tell_what_was_spent},
  };
  return keep_promise(promises, sizeof promises / sizeof *promises, argc, argv);
}
