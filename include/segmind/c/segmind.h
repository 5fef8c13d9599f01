#ifndef SEGMIND_C_SEGMIND_H
#define SEGMIND_C_SEGMIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h> /* memset, for SEGMIND_INIT */

#include "segmind/c/export.h"

/*
 * The C face of segmind: C11, and C++ as well. What a function does beyond its name stands at its C++ twin in
 * <segmind/client.hpp>. Texts are UTF-8 and end in NUL. Times are milliseconds since 1970 in UTC, 0 where not known.
 *
 * Errors. A function that can fail returns a segmind_status and sets its last argument, which may be NULL: to NULL, or
 * to an error that the program frees. Other results are set to NULL on failure. A NULL where an object is needed gives
 * SEGMIND_MISUSE. No exception leaves the library.
 *
 * Handles (segmind_client, segmind_operation, segmind_cancellation, segmind_journal) are opaque. Values (segmind_error,
 * segmind_request, segmind_media and others) are structs that the library makes: read them, and do not write to them.
 * What a function sets is the program's, and is freed by the function of its type; free functions take NULL. Pointers
 * in a value live as long as the value; self is the library's. Handles and values may be freed in any order.
 *
 * Options are structs that the program fills: SEGMIND_INIT first, then what differs. 0 and NULL stand for the default.
 * The library copies what it is given before the function returns.
 *
 * Callbacks are a function, its user_data, and destroy, which may be NULL. destroy is called once for each call that
 * was given the callback, refused ones too (but for a size that was not set), after the last use of user_data, on any
 * thread.
 *
 * Threads. Any thread may use a client, a cancellation or a journal, and read a value. One thread at a time may use an
 * operation; cancel and ready may be called from any. Nothing may be freed while another thread is inside a function
 * with it. Callbacks run on the client's thread, or, for a pumped client, inside segmind_client_pump and blocking
 * functions. They must not block; blocking functions of their own client give SEGMIND_MISUSE there. They may begin
 * calls, cancel them and free the client. For fork, exit and plugins see docs/threads.md.
 */

#ifdef __cplusplus
extern "C" {
#  define SEGMIND_INT : int /* of enumerations: what another version's program gives is no undefined value */
#else
#  define SEGMIND_INT
#endif

/* Empties a struct of options, or one that a function fills, and sets its size. */
#define SEGMIND_INIT(object) (memset(&(object), 0, sizeof(object)), (void)((object).size = sizeof(object)))

/* Whether the library knows a field of the struct at `pointer`: an older library may have filled a shorter one. */
#define SEGMIND_HAS(pointer, field) \
  ((pointer)->size >= (size_t)((const char*)(&(pointer)->field + 1) - (const char*)(pointer)))

/* The version of the library that is linked, such as "0.1.0". */
SEGMIND_API const char* segmind_version(void);

/* -- Errors */

/* What went wrong. Values never change; later versions may add some. */
typedef enum segmind_status SEGMIND_INT {
  SEGMIND_OK = 0,
  SEGMIND_INVALID_REQUEST = 1,      /* refused here, unsent; see violations */
  SEGMIND_SPENDING_LIMIT = 2,       /* refused here, unsent: no room under the limit */
  SEGMIND_MISUSE = 3,               /* the program's mistake, such as a NULL */
  SEGMIND_BAD_REQUEST = 4,          /* HTTP 400 */
  SEGMIND_UNAUTHORIZED = 5,         /* HTTP 401: the key is missing, wrong or expired */
  SEGMIND_INSUFFICIENT_CREDITS = 6, /* HTTP 402 or 406 */
  SEGMIND_FORBIDDEN = 7,            /* HTTP 403 */
  SEGMIND_NOT_FOUND = 8,            /* HTTP 404; segmind_recover: no such record */
  SEGMIND_RATE_LIMITED = 9,         /* HTTP 429; see retry_after_ms */
  SEGMIND_SERVER_ERROR = 10,        /* HTTP 500 */
  SEGMIND_BAD_GATEWAY = 11,         /* HTTP 502 */
  SEGMIND_GATEWAY_TIMEOUT = 12,     /* HTTP 504: the generation may still be running */
  SEGMIND_HTTP = 13,                /* any other status; see http_status */
  SEGMIND_CONNECTION = 14,          /* the exchange broke */
  SEGMIND_TIMEOUT = 15,             /* a limit of this client ran out; not a failed generation */
  SEGMIND_CANCELLED = 16,           /* the program ended the call, or freed the client */
  SEGMIND_BAD_RESPONSE = 17,        /* the answer could not be understood */
  SEGMIND_JOB_FAILED = 18,          /* the service reports a failure; not charged */
  SEGMIND_JOB_EXPIRED = 19,         /* the queue does not know the job, or no longer */
  SEGMIND_FILE = 20,                /* a local file could not be read or written */
  SEGMIND_JOURNAL = 21,             /* the journal cannot be read or written; nothing that pays is sent */
  SEGMIND_INTERNAL = 22             /* no memory, no thread, or a defect */
} segmind_status;

/* May a failure have cost money? */
typedef enum segmind_charge SEGMIND_INT {
  SEGMIND_CHARGE_NONE = 0,     /* sending again is safe */
  SEGMIND_CHARGE_POSSIBLE = 1, /* sending again may pay twice: ask segmind_recover first */
  SEGMIND_CHARGE_CHARGED = 2   /* the service answered 200, or calls the job complete */
} segmind_charge;

/* The names of enumerators in small letters, such as "rate_limited"; "unknown" for other numbers. */
SEGMIND_API const char* segmind_status_name(segmind_status status);
SEGMIND_API const char* segmind_charge_name(segmind_charge charge);

/* What a call made: see Results. */
typedef struct segmind_media segmind_media;

/* One reason why a request or an option was refused. */
typedef struct segmind_violation {
  size_t size;
  const char* field;   /* such as "duration" or "reference_images[2]" */
  const char* value;   /* what was given, shortened; empty where it must not be shown */
  const char* message; /* what to change, as a sentence */
} segmind_violation;

/* Everything known about a failure. */
typedef struct segmind_error {
  size_t size;
  const void* self;
  segmind_status status;
  segmind_charge charge;
  int32_t http_status; /* 0: no answer */
  int32_t attempts;    /* how often the request, or the last poll, was tried */
  const char* message; /* the service's words, or else what happened here */
  /* For a person, several lines: what happened, whether it may have cost money, what to do next. Safe to print. */
  const char* description;
  const char* request_id; /* the service's id, or the job's; empty where unknown */
  const char* address;    /* of the clip, readable for 7 days without a key; empty where unknown */
  int64_t retry_after_ms; /* how long the service asks to wait; -1: it does not */
  int64_t sent_at_ms;     /* when the request that pays left, for segmind_recover; 0: nothing may have been paid */
  const segmind_violation* const* violations;
  size_t violation_count;
  const segmind_media* rescued; /* bytes that were paid for: save them; NULL: none, or a file that message names */
} segmind_error;

SEGMIND_API void segmind_error_free(segmind_error* error);

/* -- Requests */

/* A reason to look at a request again before paying for it. */
typedef struct segmind_advice {
  size_t size;
  const char* code;    /* an enumerator of AdviceCode in <segmind/advice.hpp>, such as "reference_missing" */
  const char* field;   /* such as "prompt" */
  const char* message; /* what will probably happen, and what to change */
} segmind_advice;

/* What a model makes. Only films are checked to be whole. */
typedef enum segmind_output SEGMIND_INT {
  SEGMIND_OUTPUT_ANY = 0,
  SEGMIND_OUTPUT_FILM = 1,
  SEGMIND_OUTPUT_PICTURE = 2,
  SEGMIND_OUTPUT_SOUND = 3
} segmind_output;

/* A request to one model, checked. */
typedef struct segmind_request {
  size_t size;
  const void* self;
  const char* slug;             /* the model */
  const char* json;             /* the body as it is sent */
  double estimated_dollars;     /* not the service's offer; NAN: no price is known */
  const char* estimate_basis;   /* what the estimate rests on, as a sentence */
  int64_t expected_earliest_ms; /* when a generation usually ends; -1: not known */
  int64_t expected_latest_ms;
  segmind_output output;
  const segmind_advice* const* advice; /* for wan2.7-r2v */
  size_t advice_count;
} segmind_request;

/* The height of the clip. */
typedef enum segmind_resolution SEGMIND_INT {
  SEGMIND_RESOLUTION_DEFAULT = 0, /* the service decides: 720P (documented) */
  SEGMIND_RESOLUTION_720P = 1,
  SEGMIND_RESOLUTION_1080P = 2
} segmind_resolution;

/* Where the seed comes from. */
typedef enum segmind_seed_mode SEGMIND_INT {
  SEGMIND_SEED_DEFAULT = 0, /* the service decides: 42 (documented) */
  SEGMIND_SEED_GIVEN = 1,   /* the same seed gives the same clip (documented) */
  SEGMIND_SEED_RANDOM = 2   /* another clip each time */
} segmind_seed_mode;

/* What wan2.7-r2v takes. References are public http or https addresses; see segmind_upload. */
typedef struct segmind_wan27_r2v {
  size_t size;
  const char* prompt; /* calls the references Image1, Image2, Video1 and so on */
  const char* negative_prompt;
  const char* const* reference_images;
  size_t reference_image_count;
  const char* const* reference_videos;
  size_t reference_video_count;
  const char* reference_voice;
  segmind_resolution resolution;
  int32_t duration_s; /* 2 to 15; 0: the service decides, 5 (documented) */
  segmind_seed_mode seed_mode;
  int64_t seed; /* for SEGMIND_SEED_GIVEN */
} segmind_wan27_r2v;

/* Fails with every problem in the error's violations. Sends nothing. */
SEGMIND_API segmind_status segmind_wan27_r2v_request(const segmind_wan27_r2v* fields, segmind_request** request,
                                                     segmind_error** error);

/* What is known about another model's request. */
typedef struct segmind_request_facts {
  size_t size;
  bool has_estimate; /* false: the call counts 0 dollars under a spending limit until it is paid */
  double estimated_dollars;
  const char* estimate_basis;
  bool has_expected_time; /* false: a poll every 10 s */
  int64_t expected_earliest_ms;
  int64_t expected_latest_ms;
  segmind_output output;
} segmind_request_facts;

/* A request to any model by its slug, with the JSON object that the model's page documents. facts may be NULL. */
SEGMIND_API segmind_status segmind_request_create(const char* slug, const char* json,
                                                  const segmind_request_facts* facts, segmind_request** request,
                                                  segmind_error** error);
SEGMIND_API void segmind_request_free(segmind_request* request);

/* -- Results */

/* What a call made, and the service's receipt. */
struct segmind_media {
  size_t size;
  const void* self;
  const void* data; /* the clip, where it went to memory; NULL where it went to a file or a callback */
  size_t data_size;
  uint64_t bytes;           /* the clip's size, wherever it went */
  const char* content_type; /* told by the bytes, such as "video/mp4" */
  const char* path;         /* absolute, where it went to a file; else empty */
  const char* request_id;   /* empty where not told; so are the other texts */
  const char* address;      /* readable for 7 days without a key (documented) */
  double cost;              /* US dollars; NAN: not told */
  double remaining_credits; /* US dollars; NAN: not told */
  double generation_time_s; /* NAN: not told */
  bool has_seed;
  int64_t seed;
  const char* output_metadata; /* as the service sent it */
};

/* Writes the clip to a file, or copies it from its path. The file is replaced once the new one is whole. */
SEGMIND_API segmind_status segmind_media_save(const segmind_media* media, const char* path, segmind_error** error);
SEGMIND_API void segmind_media_free(segmind_media* media);

/* A clip in the service's queue. Freeing it does not stop it: the service cannot cancel. It may outlive its client. */
typedef struct segmind_job {
  size_t size;
  const void* self;
  const char* id;
  int64_t expires_at_ms; /* when the queue forgets it */
} segmind_job;

SEGMIND_API void segmind_job_free(segmind_job* job);

/* Where a job is, or what became of a request. */
typedef enum segmind_state SEGMIND_INT {
  SEGMIND_STATE_OTHER = 0, /* none, or one that this version does not know: the job goes on */
  SEGMIND_STATE_QUEUED = 1,
  SEGMIND_STATE_PROCESSING = 2,
  SEGMIND_STATE_COMPLETED = 3,
  SEGMIND_STATE_FAILED = 4, /* not charged */
  SEGMIND_STATE_PENDING = 5 /* of a record: queued or processing */
} segmind_state;

/* Such as "queued". */
SEGMIND_API const char* segmind_state_name(segmind_state state);

/* How far a job is. */
typedef struct segmind_job_status {
  size_t size;
  const void* self;
  segmind_state state;
  const char* word;  /* the service's own word for the state */
  const char* error; /* why the job failed; empty where the service does not say */
} segmind_job_status;

SEGMIND_API void segmind_job_status_free(segmind_job_status* status);

/* The addresses of uploaded files, in the files' order. */
typedef struct segmind_strings {
  size_t size;
  const void* self;
  const char* const* items;
  size_t count;
} segmind_strings;

SEGMIND_API void segmind_strings_free(segmind_strings* strings);

/* What the service keeps of one request. Texts are empty where they are not told. */
typedef struct segmind_record {
  size_t size;
  const char* request_id;
  const char* model;
  segmind_state state;
  const char* word;         /* the service's word for the state */
  double cost;              /* US dollars; NAN: not told */
  const char* request_body; /* what was sent, as JSON; not safe to print */
  const char* address;      /* of the clip */
  const char* error;        /* why the request failed */
  int64_t latency_ms;       /* -1: not told */
  int64_t created_ms;
} segmind_record;

/* One page of the account's records. */
typedef struct segmind_records {
  size_t size;
  const void* self;
  const segmind_record* const* items;
  size_t count;
  size_t unreadable; /* rows that could not be read */
} segmind_records;

SEGMIND_API void segmind_records_free(segmind_records* records);

/* -- Callbacks */

/* What a call is doing: see Phase in <segmind/call_options.hpp>. */
typedef enum segmind_phase SEGMIND_INT {
  SEGMIND_PHASE_WAITING = 0, /* for the next attempt, for its turn in a batch, or for the rate limit */
  SEGMIND_PHASE_CONNECTING = 1,
  SEGMIND_PHASE_SENDING = 2,
  SEGMIND_PHASE_QUEUED = 3,
  SEGMIND_PHASE_GENERATING = 4,
  SEGMIND_PHASE_RECEIVING = 5,
  SEGMIND_PHASE_DOWNLOADING = 6,
  SEGMIND_PHASE_RECOVERING = 7 /* the answer was lost; the account's records are asked */
} segmind_phase;

/* Such as "generating". */
SEGMIND_API const char* segmind_phase_name(segmind_phase phase);

/* How far a call is. */
typedef struct segmind_progress {
  size_t size;
  segmind_phase phase;
  int32_t attempt; /* from 1 */
  int64_t elapsed_ms;
  uint64_t bytes;            /* received of the clip, or sent of an upload */
  int64_t total;             /* -1: not known */
  int64_t wait_ms;           /* in SEGMIND_PHASE_WAITING: the least time until the next attempt; 0: not known */
  const char* service_state; /* the service's own word for a job, such as "QUEUED"; empty before one came */
} segmind_progress;

/* What a callback is given lives until it returns. */
typedef struct segmind_on_progress {
  void (*function)(void* user_data, const segmind_progress* progress);
  void* user_data;
  void (*destroy)(void* user_data);
} segmind_on_progress;

/* Takes the next piece of a clip. False ends the call: SEGMIND_CANCELLED, SEGMIND_CHARGE_CHARGED. */
typedef struct segmind_on_bytes {
  bool (*function)(void* user_data, const void* data, size_t size);
  void* user_data;
  void (*destroy)(void* user_data);
} segmind_on_bytes;

/* Takes a text: a job's id, or a line of the log. */
typedef struct segmind_on_text {
  void (*function)(void* user_data, const char* text);
  void* user_data;
  void (*destroy)(void* user_data);
} segmind_on_text;

/* Decides after a failure that may have cost money. True sends the request again AND MAY PAY TWICE. */
typedef struct segmind_on_doubt {
  bool (*function)(void* user_data, const segmind_error* error);
  void* user_data;
  void (*destroy)(void* user_data);
} segmind_on_doubt;

/* -- Clients */

/* Opaque handles. */
typedef struct segmind_client segmind_client;
typedef struct segmind_operation segmind_operation;
typedef struct segmind_cancellation segmind_cancellation;
typedef struct segmind_journal segmind_journal;

/* Ends every call that is given it. NULL: no memory. Not for signal handlers: set a flag there. */
SEGMIND_API segmind_cancellation* segmind_cancellation_create(void);
SEGMIND_API void segmind_cancellation_cancel(segmind_cancellation* cancellation);
SEGMIND_API void segmind_cancellation_free(segmind_cancellation* cancellation);

/* A journal remembers intentions, so that each is paid once. This one ends with the process;
   <segmind/c/journal_sqlite.h> and <segmind/c/journal_postgres.h> have others. Clients keep theirs: it may be freed
   once they are made. */
SEGMIND_API segmind_status segmind_journal_memory(segmind_journal** journal, segmind_error** error);
SEGMIND_API void segmind_journal_free(segmind_journal* journal);

/* How calls try again. 0: the default, which stands behind each. */
typedef struct segmind_retry {
  int32_t attempts;            /* in all; 4 */
  int64_t first_wait_ms;       /* 1000; doubles each time */
  int64_t longest_wait_ms;     /* 60000 */
  int64_t unknown_id_grace_ms; /* how long a job's id may be unknown; 5000 */
} segmind_retry;

/* How a client reaches the service; see ClientOptions in <segmind/client.hpp>. */
typedef struct segmind_client_options {
  size_t size;
  const char* api_key;        /* NULL: the environment variable SEGMIND_API_KEY */
  const char* base_url;       /* NULL: https://api.segmind.com */
  const char* storage_url;    /* NULL: the service's own, or base_url on this machine */
  const char* records_url;    /* likewise */
  const char* proxy;          /* NULL: the environment's */
  const char* ca_file;        /* NULL: the system's authorities */
  int64_t timeout_ms;         /* the longest that a whole call may take; 15 min */
  int64_t connect_timeout_ms; /* 30 s */
  int64_t silence_timeout_ms; /* of polls and downloads; 30 s */
  segmind_retry retry;
  int32_t requests_per_minute; /* 0: no limit */
  bool pumped;                 /* no thread is started: call segmind_client_pump */
  bool no_recovery;            /* a call whose answer is lost does not ask the account's records */
  bool has_spending_limit;
  double spending_limit;  /* US dollars */
  bool has_expected_time; /* by which polls are planned; false: the request's */
  int64_t expected_earliest_ms;
  int64_t expected_latest_ms;
  uint64_t max_response_bytes; /* 2 GiB */
  segmind_journal* journal;
  const char* project;       /* a namespace for the journal's keys and its spending */
  int64_t spending_since_ms; /* with a journal: the limit counts what left since then */
  int64_t records_settle_ms; /* with a journal: when records certainly show a request; 30 min */
  bool keep_requests;        /* the journal keeps each request's JSON, its prompt included */
  segmind_on_text log;       /* a line for each exchange, without the key */
} segmind_client_options;

/* Options of one call; see CallOptions in <segmind/call_options.hpp>. */
typedef struct segmind_call_options {
  size_t size;
  int64_t timeout_ms;                 /* 0: the client's */
  int64_t connect_timeout_ms;         /* 0: the client's */
  segmind_cancellation* cancellation; /* ends the call within 100 ms; 1 s for a submission that has left */
  segmind_cancellation* drain;        /* ends the call unless its paid request has left */
  const char* file;                   /* where the clip goes; replaced once it is whole; NULL: to memory */
  segmind_on_bytes write;             /* where the clip goes, piece by piece; excludes file */
  segmind_on_progress progress;       /* at each change of phase and each interval */
  int64_t progress_interval_ms;       /* 250 */
  const segmind_retry* retry;         /* NULL: the client's */
  segmind_on_doubt accept_paying_twice;
  bool through_queue;           /* segmind_generate submits and waits: no broken connection loses the clip */
  const char* idempotency_key;  /* names one intention for the journal, such as "shot-042-take-3" */
  segmind_on_text on_submitted; /* the job's id, before anything else can fail */
} segmind_call_options;

/* options may be NULL. */
SEGMIND_API segmind_status segmind_client_create(const segmind_client_options* options, segmind_client** client,
                                                 segmind_error** error);

/* Ends the client's calls with SEGMIND_CANCELLED, within 100 ms, or 1 s after a submission has left. */
SEGMIND_API void segmind_client_free(segmind_client* client);

/* For a pumped client: does what can be done now, a few milliseconds at most. Returns whether calls are under way. */
SEGMIND_API bool segmind_client_pump(segmind_client* client);

/* For a program that ends: refuses paid calls and waits for those that have left. Returns whether all are answered. */
SEGMIND_API bool segmind_client_drain(segmind_client* client, int64_t limit_ms);

/* What the client has spent, or may have, in US dollars: see Spending in <segmind/money.hpp>. */
typedef struct segmind_spending {
  size_t size;
  uint64_t calls;
  uint64_t charged;
  double charged_dollars;
  uint64_t possibly_charged;
  double possibly_charged_dollars;
  uint64_t pending;
  double pending_dollars;
} segmind_spending;

/* Fills a struct that SEGMIND_INIT has made ready. */
SEGMIND_API segmind_status segmind_client_spending(segmind_client* client, segmind_spending* spending,
                                                   segmind_error** error);

/* -- Calls. Each blocks; its twin with _begin returns at once: see Operations. options may be NULL: the defaults. */

/* Makes a clip and waits for it. Costs money. */
SEGMIND_API segmind_status segmind_generate(segmind_client* client, const segmind_request* request,
                                            const segmind_call_options* options, segmind_media** media,
                                            segmind_error** error);
SEGMIND_API segmind_operation* segmind_generate_begin(segmind_client* client, const segmind_request* request,
                                                      const segmind_call_options* options);

/* Puts a request into the service's queue. Costs money when the job completes. */
SEGMIND_API segmind_status segmind_submit(segmind_client* client, const segmind_request* request,
                                          const segmind_call_options* options, segmind_job** job,
                                          segmind_error** error);
SEGMIND_API segmind_operation* segmind_submit_begin(segmind_client* client, const segmind_request* request,
                                                    const segmind_call_options* options);

/* The job of an id, of this process or another. Sends nothing. submitted_ms: 0 where not known. */
SEGMIND_API segmind_status segmind_resume(segmind_client* client, const char* id, int64_t submitted_ms,
                                          segmind_job** job, segmind_error** error);

/* Waits for a job's clip and fetches it. A wait that fails has not ended the job: wait again. */
SEGMIND_API segmind_status segmind_job_wait(const segmind_job* job, const segmind_call_options* options,
                                            segmind_media** media, segmind_error** error);
SEGMIND_API segmind_operation* segmind_job_wait_begin(const segmind_job* job, const segmind_call_options* options);

/* Asks how far a job is. A failed job is an answer, not an error. */
SEGMIND_API segmind_status segmind_job_ask(const segmind_job* job, const segmind_call_options* options,
                                           segmind_job_status** status, segmind_error** error);
SEGMIND_API segmind_operation* segmind_job_ask_begin(const segmind_job* job, const segmind_call_options* options);

/* Finds a request in the account's records and fetches its clip. Costs nothing. sent_after_ms: the error's sent_at_ms.
 */
SEGMIND_API segmind_status segmind_recover(segmind_client* client, const segmind_request* request,
                                           int64_t sent_after_ms, const segmind_call_options* options,
                                           segmind_media** media, segmind_error** error);
SEGMIND_API segmind_operation* segmind_recover_begin(segmind_client* client, const segmind_request* request,
                                                     int64_t sent_after_ms, const segmind_call_options* options);

/* Uploads files in one request, and gives their public addresses in the same order. Costs nothing. */
SEGMIND_API segmind_status segmind_upload(segmind_client* client, const char* const* paths, size_t count,
                                          const segmind_call_options* options, segmind_strings** addresses,
                                          segmind_error** error);
SEGMIND_API segmind_operation* segmind_upload_begin(segmind_client* client, const char* const* paths, size_t count,
                                                    const segmind_call_options* options);

/* The same for bytes in memory, which are copied. media_type, such as "image/png", must fit them; NULL: told by them.
 */
SEGMIND_API segmind_status segmind_upload_bytes(segmind_client* client, const void* data, size_t data_size,
                                                const char* media_type, const segmind_call_options* options,
                                                segmind_strings** addresses, segmind_error** error);
SEGMIND_API segmind_operation* segmind_upload_bytes_begin(segmind_client* client, const void* data, size_t data_size,
                                                          const char* media_type, const segmind_call_options* options);

/* What is left on the account, in US dollars. */
typedef struct segmind_credits {
  size_t size;
  double credits;
  double free_credits;
} segmind_credits;

/* Fills a struct that SEGMIND_INIT has made ready. Costs nothing. */
SEGMIND_API segmind_status segmind_ask_credits(segmind_client* client, const segmind_call_options* options,
                                               segmind_credits* credits, segmind_error** error);
SEGMIND_API segmind_operation* segmind_ask_credits_begin(segmind_client* client, const segmind_call_options* options);

/* Which records to ask for, the newest first. */
typedef struct segmind_record_query {
  size_t size;
  const char* request_id; /* this record alone, of any age; the other fields are ignored */
  int32_t page;           /* from 1 */
  int32_t per_page;       /* 1 to 100; 20 */
  int64_t from_ms;        /* the first and the last day, by UTC; 0: the last 7 days. At most 31 days apart. */
  int64_t to_ms;
  const char* model_name; /* a part of the slug */
  segmind_state state;    /* SEGMIND_STATE_OTHER: any */
} segmind_record_query;

/* Asks for a page of the account's records, or for one. Costs nothing. query may be NULL. */
SEGMIND_API segmind_status segmind_ask_records(segmind_client* client, const segmind_record_query* query,
                                               const segmind_call_options* options, segmind_records** records,
                                               segmind_error** error);
SEGMIND_API segmind_operation* segmind_ask_records_begin(segmind_client* client, const segmind_record_query* query,
                                                         const segmind_call_options* options);

/* -- Many at once */

/* Takes each result, with its request's index: a clip or an error, which the function frees. The other is NULL. */
typedef struct segmind_on_result {
  void (*function)(void* user_data, size_t index, segmind_media* media, segmind_error* error);
  void* user_data;
  void (*destroy)(void* user_data);
} segmind_on_result;

/* Requests, and how they are gone through. */
typedef struct segmind_batch {
  size_t size;
  const segmind_request* const* requests;
  const segmind_call_options* const* options; /* one for each request, or NULL; each may be NULL */
  size_t count;
  segmind_on_result on_result;
  size_t in_flight;                   /* the most calls under way at once; 16 */
  segmind_cancellation* cancellation; /* ends the calls under way and begins no more */
  segmind_cancellation* drain;        /* sends no further paid request; what has left goes on to its end */
} segmind_batch;

/* How a batch went. */
typedef struct segmind_summary {
  size_t size;
  size_t succeeded;
  size_t failed;
} segmind_summary;

/* Makes many clips. A failure does not end the rest. Fills a struct that SEGMIND_INIT has made ready. */
SEGMIND_API segmind_status segmind_generate_all(segmind_client* client, const segmind_batch* batch,
                                                segmind_summary* summary, segmind_error** error);
SEGMIND_API segmind_operation* segmind_generate_all_begin(segmind_client* client, const segmind_batch* batch);

/* -- What a journal has left over */

/* An intention that was begun and has not ended. */
typedef struct segmind_entry {
  size_t size;
  const void* self;
  const char* key;
  const char* model;
  const char* state;     /* "begun", "leaving", "submitted" or "uncertain": see <segmind/journal.hpp> */
  const char* record_id; /* the service's id; empty while unknown */
  int64_t begun_at_ms;
} segmind_entry;

/* The entries of a journal that have not ended. */
typedef struct segmind_entries {
  size_t size;
  const void* self;
  const segmind_entry* const* items;
  size_t count;
} segmind_entries;

/* Blocks as the journal does. Oldest first. */
SEGMIND_API segmind_status segmind_unfinished(segmind_client* client, segmind_entries** entries, segmind_error** error);
SEGMIND_API void segmind_entries_free(segmind_entries* entries);

/* Goes on with an entry and fetches its clip, as a call with its key would. */
SEGMIND_API segmind_status segmind_go_on(segmind_client* client, const segmind_entry* entry,
                                         const segmind_call_options* options, segmind_media** media,
                                         segmind_error** error);
SEGMIND_API segmind_operation* segmind_go_on_begin(segmind_client* client, const segmind_entry* entry,
                                                   const segmind_call_options* options);

/* -- Operations: calls under way. _begin returns NULL only without memory; every other failure is the result. */

/* Whether the result is there. Any thread. */
SEGMIND_API bool segmind_operation_ready(const segmind_operation* operation);

/* Waits and returns whether the result is there. Pumps a pumped client. */
SEGMIND_API bool segmind_operation_wait(segmind_operation* operation, int64_t limit_ms);

/* Ends the call with SEGMIND_CANCELLED. Any thread; does nothing once the result is there. */
SEGMIND_API void segmind_operation_cancel(segmind_operation* operation);

/* Does not end the call: a paid clip still arrives in its file. */
SEGMIND_API void segmind_operation_free(segmind_operation* operation);

/* Called once, when the result is there. Takes it, and frees the operation. */
typedef struct segmind_on_ready {
  void (*function)(void* user_data, segmind_operation* operation);
  void* user_data;
  void (*destroy)(void* user_data);
} segmind_on_ready;

/* Gives the operation to the callback, where the call ends, or at once where it has. It is no longer the program's,
   which may not use it any more, unless this returns a failure. */
SEGMIND_API segmind_status segmind_operation_then(segmind_operation* operation, const segmind_on_ready* callback,
                                                  segmind_error** error);

/* Each waits for the result and takes it, once: for the calls that give such a result, SEGMIND_MISUSE for others. */
SEGMIND_API segmind_status segmind_take_media(segmind_operation* operation, segmind_media** media,
                                              segmind_error** error);
SEGMIND_API segmind_status segmind_take_job(segmind_operation* operation, segmind_job** job, segmind_error** error);
SEGMIND_API segmind_status segmind_take_job_status(segmind_operation* operation, segmind_job_status** status,
                                                   segmind_error** error);
SEGMIND_API segmind_status segmind_take_strings(segmind_operation* operation, segmind_strings** strings,
                                                segmind_error** error);
SEGMIND_API segmind_status segmind_take_records(segmind_operation* operation, segmind_records** records,
                                                segmind_error** error);
SEGMIND_API segmind_status segmind_take_credits(segmind_operation* operation, segmind_credits* credits,
                                                segmind_error** error);
SEGMIND_API segmind_status segmind_take_summary(segmind_operation* operation, segmind_summary* summary,
                                                segmind_error** error);

#ifdef __cplusplus
}
#endif

#endif
