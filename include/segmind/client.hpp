#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "segmind/batch.hpp"
#include "segmind/call_options.hpp"
#include "segmind/job.hpp"
#include "segmind/journal.hpp"
#include "segmind/media.hpp"
#include "segmind/money.hpp"
#include "segmind/operation.hpp"
#include "segmind/records.hpp"
#include "segmind/request.hpp"

namespace segmind {

namespace call {
class Engine;  // of the library's own
}

/// How a client reaches the service. The defaults suit most programs.
struct ClientOptions {
  /// The account's key. Empty: the environment variable SEGMIND_API_KEY, read when the client is made. Sent to
  /// base_url, storage_url and records_url and nowhere else; never shown.
  std::string api_key{};

  /// Where the API is. https, or http on the loopback interface alone.
  std::string base_url = "https://api.segmind.com";

  /// Where uploads go; https or loopback, as base_url. Empty: base_url where that is on this machine, so that a test's
  /// files and key stay there, and https://workflows-api.segmind.com otherwise.
  std::string storage_url{};

  /// Where the account's records are; https or loopback, as base_url. Empty: base_url where that is on this machine;
  /// https://api.spotprod.segmind.com (from the service's own client) where base_url is the service's own; else
  /// nowhere.
  std::string records_url{};

  /// Whether a call whose answer is lost asks the account's records what became of its request: until its timeout, or
  /// for 60 s where the service itself had answered. How soon records show a request is not published.
  bool recover_from_records = true;

  /// The longest that name lookup, connection and TLS together may take.
  std::chrono::milliseconds connect_timeout{30'000};

  /// The longest that a whole call may take; 15 min. A generation takes 329 to 490 s on average (documented).
  std::chrono::milliseconds timeout{15 * 60 * 1000};

  /// How calls try again; CallOptions::retry overrides it. While the service is out of order (502, 503, 521 to 530
  /// other than 522 and 524), paid requests are sent one at a time, first_wait to longest_wait apart, because each may
  /// be paid for nothing. Waits of 0: as they come.
  RetryPolicy retry{};

  /// The most requests a minute, over all calls of this client. 0: no limit. A 429 makes all calls wait in either case.
  /// The service allows 5 on its free plan and 50 or more on others (documented).
  int requests_per_minute = 0;

  /// The most that this client may spend, in US dollars, counted as Spending says. A call that could cross it is
  /// refused unsent, with ErrorKind::spending_limit. Calls in flight may exceed it by what they cost above their
  /// estimates. Not set: no limit.
  std::optional<double> spending_limit{};

  /// When a queued job usually ends, counted from its submission. Polls are planned by it: a wrong value costs polls or
  /// seconds. Not set: Request::expected_time(), until the client has seen how long jobs of that model take.
  std::optional<std::chrono::milliseconds> expected_earliest{};
  std::optional<std::chrono::milliseconds> expected_latest{};

  /// A poll that takes longer, and a download that is silent for longer, is tried again. An upload is tried again when
  /// it takes longer than this and its time at 32 KB/s together. Never applied to a generation.
  std::chrono::milliseconds silence_timeout{30'000};

  /// The largest clip, and the largest answer to a paid request: 2 GiB. A larger one ends the call with
  /// ErrorKind::bad_response, and may be paid for. Other answers have smaller limits of their own.
  std::uint64_t max_response_bytes = 2ULL << 30;

  /// A proxy's address, as libcurl takes it. Empty: the environment variables https_proxy, all_proxy and no_proxy, read
  /// when the client is made. Loopback addresses are never reached through a proxy.
  std::string proxy{};

  /// A PEM file of the authorities to trust instead of the system's. Verification itself cannot be switched off.
  std::string ca_file{};

  /// True: no thread is started. All work is done inside Client::pump(), and inside blocking functions while they wait.
  /// See docs/frame-loops.md.
  bool pumped = false;

  /// Remembers intentions, so that each is paid once: see CallOptions::idempotency_key. spending_limit and
  /// requests_per_minute then hold for all clients that share the journal. While it cannot be written, paid calls fail
  /// unsent with ErrorKind::journal. Takes one further thread: see docs/threads.md.
  std::shared_ptr<Journal> journal{};

  /// A namespace for keys. Each project also has its own spending in the journal.
  std::string project{};

  /// With a journal: spending_limit counts what left since then.
  std::chrono::system_clock::time_point spending_since{};

  /// With a journal: how long after a request may have left the service's records certainly show it. Not documented.
  std::chrono::milliseconds records_settle{30 * 60 * 1000};

  /// With a journal: it keeps the JSON of each request, its prompt included. Else a digest alone.
  bool keep_requests = false;

  /// Called on the client's thread with a line for each exchange (method, host, path, status, bytes, time; never the
  /// key, a body or a query) and for each exception that leaves a callback of Operation::then() or on_result.
  Function<void(std::string_view line)> log{};
};

/// What a request uses an uploaded file as.
enum class ReferenceKind { any, image, video, voice };

/// A local file that is to be uploaded.
struct UploadFile {
  std::string path{};  ///< UTF-8.
  ReferenceKind used_as = ReferenceKind::any;
};

/// A client of the service. Thread-safe: one serves a whole program, with one thread that starts at the first call.
/// Every function that throws has a twin that begins with try_ and is noexcept.
///
/// Destroying a client, or assigning another to it, ends its calls with ErrorKind::cancelled within 100 ms, or 1 s
/// after a submission has left. Callbacks run meanwhile, so what they use must outlive the client. A client that was
/// moved from may only be destroyed or assigned to.
///
/// See docs/threads.md for fork(), daemons, plugins, exit(), pthread_cancel, and clients that end inside a callback.
class SEGMIND_EXPORT Client {
 public:
  /// Throws InvalidRequestError when an option is unusable, or when there is no key.
  explicit Client(ClientOptions options = {});
  static Result<Client> try_create(ClientOptions options = {}) noexcept;

  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;
  ~Client();

  /// Makes a clip with one blocking POST (v1) and waits for it. Costs money. Throws the Exception of the error, whose
  /// charge() says whether it may be paid. An answer that is lost is looked for in the account's records
  /// (ClientOptions::recover_from_records); with CallOptions::through_queue no clip depends on one connection.
  ///
  /// If waiting for its turn leaves less than ClientOptions::expected_earliest before the timeout, the call fails
  /// unsent. A timeout that is shorter than that from the beginning is taken at its word: the request is sent.
  Video generate(const Request& request, const CallOptions& options = {});
  Result<Video> try_generate(const Request& request, const CallOptions& options = {}) noexcept;

  /// Begins the call and returns at once. Throws nothing but std::bad_alloc: failures are in the Operation.
  Operation<Video> generate_async(const Request& request, const CallOptions& options = {});

  /// Puts the request into the service's queue (v2) and returns its job once the queue has it. Costs money when the job
  /// completes. Any process can fetch the clip with the job's id for an hour (documented). When the answer is lost, the
  /// id is looked for in the account's records. See docs/queue.md.
  Job submit(const Request& request, const CallOptions& options = {});
  Result<Job> try_submit(const Request& request, const CallOptions& options = {}) noexcept;
  Operation<Job> submit_async(const Request& request, const CallOptions& options = {});

  /// The job of an id from CallOptions::on_submitted or Job::id(), of this process or another. Blanks and line ends
  /// around the id are left out. Sends nothing. `submitted`: when it was submitted, within the last 24 h; not given:
  /// now. Throws InvalidRequestError for text that is no id.
  Job resume(const std::string& id, std::optional<std::chrono::system_clock::time_point> submitted = std::nullopt);
  Result<Job> try_resume(const std::string& id,
                         std::optional<std::chrono::system_clock::time_point> submitted = std::nullopt) noexcept;

  /// Makes many clips, BatchOptions::in_flight at a time. Gives each result, with its request's index, to on_result
  /// where a callback of Operation::then() would run. A failure does not end the rest. Equal requests without a random
  /// seed give, and pay for, the same clip. Throws nothing but std::bad_alloc.
  ///
  /// on_result should not throw: the result then counts as failed. It may be empty where every clip goes to a file or a
  /// callback; clips that would go nowhere are refused. It may run on several threads at once where
  /// CallOptions::deliver_on or file_executor has several. See docs/many-at-once.md.
  Operation<BatchSummary> generate_all(std::vector<Request> requests,
                                       Function<void(std::size_t index, Result<Video>)> on_result,
                                       BatchOptions options = {});
  template <typename Typed, typename = std::enable_if_t<!std::is_same_v<Typed, Request>>>
  Operation<BatchSummary> generate_all(const std::vector<Typed>& requests,
                                       Function<void(std::size_t index, Result<Video>)> on_result,
                                       BatchOptions options = {}) {
    return generate_all(std::vector<Request>(requests.begin(), requests.end()), std::move(on_result),
                        std::move(options));
  }

  /// The same with submit(): each result is a Job, which on_result stores or waits for with Job::wait_async().
  Operation<BatchSummary> submit_all(std::vector<Request> requests,
                                     Function<void(std::size_t index, Result<Job>)> on_result,
                                     BatchOptions options = {});
  template <typename Typed, typename = std::enable_if_t<!std::is_same_v<Typed, Request>>>
  Operation<BatchSummary> submit_all(const std::vector<Typed>& requests,
                                     Function<void(std::size_t index, Result<Job>)> on_result,
                                     BatchOptions options = {}) {
    return submit_all(std::vector<Request>(requests.begin(), requests.end()), std::move(on_result), std::move(options));
  }

  /// Uploads a file and returns its public address, which a request takes as a reference. The path is UTF-8. Costs
  /// nothing. Each call sends the file again: keep the address.
  ///
  /// Takes JPEG, PNG, BMP, WEBP, MP4, MOV, WAV (1 to 10 s, documented) and MP3. Format, extension and wholeness are
  /// checked before anything is sent, on the calling thread: InvalidRequestError names every problem. FileError: the
  /// file cannot be read, or changed while it was sent.
  std::string upload(const std::string& path, const CallOptions& options = {});
  Result<std::string> try_upload(const std::string& path, const CallOptions& options = {}) noexcept;
  Operation<std::string> upload_async(const std::string& path, const CallOptions& options = {});

  /// The same for bytes in memory. media_type, such as "image/jpeg", must fit them; empty: told by the bytes.
  std::string upload(const std::byte* data, std::size_t size, const std::string& media_type,
                     const CallOptions& options = {});
  Result<std::string> try_upload(const std::byte* data, std::size_t size, const std::string& media_type,
                                 const CallOptions& options = {}) noexcept;
  Operation<std::string> upload_async(Bytes bytes, const std::string& media_type, const CallOptions& options = {});

  /// Uploads several files in one request and returns their addresses, in the order of the paths.
  std::vector<std::string> upload_all(const std::vector<std::string>& paths, const CallOptions& options = {});
  Result<std::vector<std::string>> try_upload_all(const std::vector<std::string>& paths,
                                                  const CallOptions& options = {}) noexcept;
  Operation<std::vector<std::string>> upload_all_async(const std::vector<std::string>& paths,
                                                       const CallOptions& options = {});

  /// Checks files as upload_all() does, and also that each is of the kind that it is used as. Sends nothing. Throws as
  /// upload_all() does; violations name the files paths[0], paths[1] and so on.
  static void check_uploads(const std::vector<UploadFile>& files);
  static Result<void> try_check_uploads(const std::vector<UploadFile>& files) noexcept;

  /// Asks what is left on the account; zeros for an account that never had credits. Costs nothing.
  Credits credits(const CallOptions& options = {});
  Result<Credits> try_credits(const CallOptions& options = {}) noexcept;
  Operation<Credits> credits_async(const CallOptions& options = {});

  /// Asks for one page of the account's records. Costs nothing. Throws InvalidRequestError when the query is unusable,
  /// or when ClientOptions::records_url says nowhere; BadResponseError when the answer holds no records.
  RecordPage records(const RecordQuery& query = {}, const CallOptions& options = {});
  Result<RecordPage> try_records(const RecordQuery& query = {}, const CallOptions& options = {}) noexcept;
  Operation<RecordPage> records_async(const RecordQuery& query = {}, const CallOptions& options = {});

  /// Asks for one record of the account, of any age, by the id of its request: Receipt::request_id, Job::id() or
  /// Error::request_id. Throws NotFoundError when the account has none of that id (yet).
  Record record(const std::string& id, const CallOptions& options = {});
  Result<Record> try_record(const std::string& id, const CallOptions& options = {}) noexcept;
  Operation<Record> record_async(const std::string& id, const CallOptions& options = {});

  /// Finds a request in the account's records and fetches its clip; waits, as Job::wait(), while the request is under
  /// way. Costs nothing. `sent_after`: Error::sent_at, or a time shortly before the request left. See docs/queue.md.
  ///
  /// Throws NotFoundError where the records do not show the request within the timeout, or at once where it left 30
  /// minutes ago or earlier; JobFailedError where it has failed; InvalidRequestError where records_url says nowhere.
  Video recover(const Request& request, std::chrono::system_clock::time_point sent_after,
                const CallOptions& options = {});
  Result<Video> try_recover(const Request& request, std::chrono::system_clock::time_point sent_after,
                            const CallOptions& options = {}) noexcept;
  Operation<Video> recover_async(const Request& request, std::chrono::system_clock::time_point sent_after,
                                 const CallOptions& options = {});

  /// What ClientOptions::journal has of this service and project that was begun and has not ended, oldest first. Throws
  /// JournalError; MisuseError without a journal, and inside a callback of the client.
  std::vector<JournalEntry> unfinished(const CallOptions& options = {});
  Result<std::vector<JournalEntry>> try_unfinished(const CallOptions& options = {}) noexcept;
  Operation<std::vector<JournalEntry>> unfinished_async(const CallOptions& options = {});

  /// Goes on with such an entry and fetches its clip, as a call with its key would: waits for its job, or for another
  /// owner. What has not left is sent only where the journal has its request (ClientOptions::keep_requests).
  Video go_on(const JournalEntry& entry, const CallOptions& options = {});
  Result<Video> try_go_on(const JournalEntry& entry, const CallOptions& options = {}) noexcept;
  Operation<Video> go_on_async(const JournalEntry& entry, const CallOptions& options = {});

  /// For a program that ends: refuses paid calls from now on and waits up to `limit` until those that have left are
  /// answered with their clips or their jobs' ids. Returns whether all are. Jobs that are waited for go on.
  /// Thread-safe; inside a callback of the client it does not wait.
  bool drain(std::chrono::milliseconds limit) noexcept;

  /// What this client has spent since it was made, not counting others that share its journal. Sends nothing.
  Spending spending() const;

  /// For ClientOptions::pumped: does what can be done now, for a few milliseconds at most, and runs due callbacks.
  /// Waits for nothing but the disk. Returns whether calls are under way. Does nothing for a client that has a thread,
  /// or while another thread is inside. See docs/frame-loops.md.
  bool pump() noexcept;

  SEGMIND_HIDDEN explicit Client(std::shared_ptr<call::Engine> engine) noexcept;  ///< For the library's own.

 private:
  std::shared_ptr<call::Engine> engine_;
};

}  // namespace segmind
