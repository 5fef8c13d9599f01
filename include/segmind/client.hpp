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

/// How a client reaches the service. Every field has a default that suits most programs.
struct ClientOptions {
  /// The key of the Segmind account. Empty: the environment variable SEGMIND_API_KEY, read when the client is made.
  /// Sent to base_url, storage_url and records_url and nowhere else; shown nowhere.
  std::string api_key{};

  /// Where the API is. https, or http on the loopback interface alone.
  std::string base_url = "https://api.segmind.com";

  /// Where uploads go. The same rules as for base_url. Empty: https://workflows-api.segmind.com; but base_url where
  /// that is on this machine, so that a test's files and key stay there.
  std::string storage_url{};

  /// Where the account's records are. The same rules as for base_url. Empty: https://api.spotprod.segmind.com where
  /// base_url is the service's own (known from the service's own client), base_url where that is on this machine, and
  /// nowhere otherwise.
  std::string records_url{};

  /// Whether a call whose answer is lost after its request has left asks the records what became of it, for as long as
  /// its own limit allows, before it says that it may have been paid for. 60 s at most where the service itself had
  /// answered.
  bool recover_from_records = true;

  /// The longest that name lookup, connection and TLS together may take.
  std::chrono::milliseconds connect_timeout{30'000};

  /// The longest that a whole call may take. An average generation takes 329 to 490 s (documented).
  std::chrono::milliseconds timeout{15 * 60 * 1000};

  /// How calls try again; CallOptions::retry overrides it. While the service answers 502 or 503, which may have been
  /// paid for nothing, other requests that pay go one by one, first_wait to longest_wait apart (0: as they come).
  RetryPolicy retry{};

  /// So many requests a minute at the most, over all calls of this client. 0: as many as come. Whatever it is, a 429
  /// makes all of them wait. The service allows 5 on its free plan and 50 or more on others (documented).
  int requests_per_minute = 0;

  /// The most that this client may spend, in US dollars, over all its calls. A call that could cross it is refused
  /// before it is sent, with ErrorKind::spending_limit. A call counts with its estimated cost once it begins, with its
  /// real cost where the service tells it, and not at all once it certainly cost nothing. Failures that may have been
  /// paid count as spent. Calls in flight may exceed the limit by what they cost above their estimates. Not set: no
  /// limit.
  std::optional<double> spending_limit{};

  /// When a queued job usually ends, counted from its submission. Not set: what the request says of itself
  /// (Request::expected_time), until the client has seen for itself how long jobs of that model take. Polls are planned
  /// by them; a wrong value costs polls or seconds. If waiting for its turn leaves generate() less than the earliest
  /// time before its timeout, it fails unsent; a timeout that is shorter than the earliest time from the beginning is
  /// taken at its word, and the request is sent.
  std::optional<std::chrono::milliseconds> expected_earliest{};
  std::optional<std::chrono::milliseconds> expected_latest{};

  /// A poll whose answer has not come whole in so long, or a download that is silent for so long, is tried again; an
  /// upload too, but that is given the time which a slow line (32 KB/s) would take on top. Never applied to a
  /// generation.
  std::chrono::milliseconds silence_timeout{30'000};

  /// A clip, or the answer to a request that pays, that is larger than this ends the call with ErrorKind::bad_response;
  /// it may be paid for. Answers that say where a job is have a limit of their own.
  std::uint64_t max_response_bytes = 2ULL << 30;

  /// The address of a proxy, in the form that libcurl takes. Empty: the usual environment variables (https_proxy,
  /// all_proxy, no_proxy). Loopback addresses are never asked through a proxy.
  std::string proxy{};

  /// A PEM file of the authorities to trust instead of the system's. Verification itself cannot be switched off.
  std::string ca_file{};

  /// True: no thread is started; all work is done inside Client::pump(), which the program calls, or inside a blocking
  /// function while one waits. Limits run on while nobody pumps; what arrived meanwhile is heard before they end a
  /// call. Signals (SIGXFSZ of a full quota, for one) then reach the thread that pumps: ignore those that should not
  /// end it.
  bool pumped = false;

  /// Remembers each intention to pay, so that it is paid once: see CallOptions::idempotency_key and
  /// <segmind/journal.hpp>. Its spending limit and requests_per_minute hold for all who share it. While it cannot be
  /// written, calls that pay fail unsent with ErrorKind::journal. One further thread asks it; destroying the client
  /// waits for that 100 ms at most.
  std::shared_ptr<Journal> journal{};

  /// Keys of other projects are other keys, and each project has its own spending in the journal.
  std::string project{};

  /// With a journal: spending_limit counts what left since then.
  std::chrono::system_clock::time_point spending_since{};

  /// With a journal: how long after a request may have left the service's records certainly show it. Not documented.
  std::chrono::milliseconds records_settle{30 * 60 * 1000};

  /// With a journal: it keeps the JSON of each request, its prompt included. Else a digest alone.
  bool keep_requests = false;

  /// Told one line for each exchange: method, host, path, status, bytes and time. Never the key, a body or a query. One
  /// also for each exception that leaves a callback of Operation::then or a batch's on_result. Called on the client's
  /// thread.
  Function<void(std::string_view line)> log{};
};

/// What a request uses an uploaded file as.
enum class ReferenceKind { any, image, video, voice };

/// A local file that is to be uploaded.
struct UploadFile {
  std::string path{};  ///< UTF-8.
  ReferenceKind used_as = ReferenceKind::any;
};

/// Segmind's service, from a program's point of view.
///
/// Thread-safe: one client serves a whole program. It starts one thread at the first call and none before; the thread
/// sleeps while nothing happens. Until the address of a host is known, libcurl looks its name up in a further thread
/// for each call that begins. Every function that throws has a twin that begins with try_ and is noexcept.
///
/// Destroying a client, or assigning another to it, ends its calls with ErrorKind::cancelled within 100 ms. A
/// submission that has left gets a second, for its job's id may be on its way. Callbacks run meanwhile: declare a
/// client after all that they use. CallOptions::deliver_on is called then, too, and what it was given may run later:
/// let such callbacks own what they use.
///
/// A client may be destroyed inside its own callback. The destructor then returns at once; a temporary thread ends the
/// calls later. Two clients must not be destroyed inside callbacks of each other: both would wait forever.
///
/// exit() may be called while calls are under way, whether or not the client is ever destroyed. It waits for a running
/// callback, for 1 s at most; no further callback begins before the client is destroyed.
///
/// fork(): a child makes a client of its own. With its parent's it gets errors only, and destroying that changes
/// nothing. A child that was made while calls are under way must leave by _exit(), as POSIX asks of programs with
/// threads. Daemons: close inherited descriptors before creating the client. Plugins: destroy the client before
/// unloading, outside of callbacks.
///
/// A thread inside a blocking function must not be cancelled (pthread_cancel): that ends the program. Use
/// CallOptions::cancellation.
///
/// A client that was moved from may only be destroyed or assigned to.
class SEGMIND_EXPORT Client {
 public:
  /// Throws InvalidRequestError when an option is unusable, or when there is no key.
  explicit Client(ClientOptions options = {});
  static Result<Client> try_create(ClientOptions options = {}) noexcept;

  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;
  ~Client();

  /// Generates a clip with one blocking POST (v1) and waits for it. Costs money when it succeeds.
  ///
  /// Error::charge of every failure says whether it may have been paid. When the answer is lost after the request has
  /// left, the account's records are asked for the clip (ClientOptions::recover_from_records); how soon they show it is
  /// not published. CallOptions::through_queue, or submit(), depends on no connection. Throws an Exception, or the
  /// subclass that belongs to the error.
  Video generate(const Request& request, const CallOptions& options = {});
  Result<Video> try_generate(const Request& request, const CallOptions& options = {}) noexcept;

  /// Begins a call and returns at once. Never throws but std::bad_alloc: failures are in the Operation.
  Operation<Video> generate_async(const Request& request, const CallOptions& options = {});

  /// Puts a request into the service's queue (v2) and returns its job at once. Costs money when the job completes.
  ///
  /// Prefer it to generate(): what happens to this process or its connections, the clip can be fetched for an hour.
  /// When the answer is lost, the job's id is looked for in the account's records.
  Job submit(const Request& request, const CallOptions& options = {});
  Result<Job> try_submit(const Request& request, const CallOptions& options = {}) noexcept;

  Operation<Job> submit_async(const Request& request, const CallOptions& options = {});

  /// The job of an id from CallOptions::on_submitted or Job::id(), in this process or another. Asks nothing yet.
  /// `submitted` is when it was submitted, if known; else it is taken to be now.
  Job resume(const std::string& id, std::optional<std::chrono::system_clock::time_point> submitted = std::nullopt);
  Result<Job> try_resume(const std::string& id,
                         std::optional<std::chrono::system_clock::time_point> submitted = std::nullopt) noexcept;

  /// Generates many clips with a bounded number of calls under way. Each result is handed to on_result with the index
  /// of its request, as soon as it is there, where a callback of Operation::then() would run. on_result must bear
  /// several threads at once where CallOptions::deliver_on uses several, or where CallOptions::file_executor is set and
  /// deliver_on is not. It should not throw; a result over which it does counts as failed. It may be empty where each
  /// clip goes to a file or a callback; else the batch, or the one call whose options say otherwise, is refused, since
  /// its clips would be lost. The results of calls that were kept from beginning come through the deliver_on of the
  /// call before.
  /// A failure does not end the rest; where all would fail alike, as with a wrong key, on_result may cancel them all
  /// through BatchOptions::cancellation. With CallOptions::through_queue no broken connection loses a clip. Throws
  /// std::bad_alloc at the most.
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

  /// The same through the queue: each result is a Job, which on_result stores or waits for with Job::wait_async().
  Operation<BatchSummary> submit_all(std::vector<Request> requests,
                                     Function<void(std::size_t index, Result<Job>)> on_result,
                                     BatchOptions options = {});
  template <typename Typed, typename = std::enable_if_t<!std::is_same_v<Typed, Request>>>
  Operation<BatchSummary> submit_all(const std::vector<Typed>& requests,
                                     Function<void(std::size_t index, Result<Job>)> on_result,
                                     BatchOptions options = {}) {
    return submit_all(std::vector<Request>(requests.begin(), requests.end()), std::move(on_result), std::move(options));
  }

  /// Uploads a file, given by its path in UTF-8, and returns its public address: what a request takes as a reference.
  /// Costs nothing.
  ///
  /// The file must be a picture (JPEG, PNG, BMP, WEBP), a film (MP4, MOV) or a voice (WAV, MP3). Its content decides
  /// which, and its extension must not say otherwise. Format, that a film is whole and has a picture, and the seconds
  /// of a WAV (1 to 10, documented) are checked before anything is sent, by upload_async() in the calling thread:
  /// InvalidRequestError names every problem at once, FileError what cannot be read. The file is read while it is sent,
  /// in pieces; one that changes meanwhile is a FileError. Each call sends it again: keep the address.
  /// CallOptions::sink means nothing here.
  std::string upload(const std::string& path, const CallOptions& options = {});
  Result<std::string> try_upload(const std::string& path, const CallOptions& options = {}) noexcept;
  Operation<std::string> upload_async(const std::string& path, const CallOptions& options = {});

  /// The same for bytes in memory. The media type, such as "image/jpeg", must fit them; empty: they speak for
  /// themselves.
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

  /// Checks files as upload_all() does, and that the content of each is of the kind that it is used as. Sends nothing.
  /// Throws as upload_all() does, naming every problem at once; violations call the files paths[0], paths[1] and so on.
  static void check_uploads(const std::vector<UploadFile>& files);
  static Result<void> try_check_uploads(const std::vector<UploadFile>& files) noexcept;

  /// Asks what is left on the account. An account that never had credits has zeros.
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

  /// Finds a request in the account's records and fetches its clip, for a program that comes back later. `sent_after`
  /// is Error::sent_at, or any time before the request left; the less before, the fewer others are taken for it. Costs
  /// nothing.
  ///
  /// A record counts when it tells every field that was sent; one that this client has given to another call does not
  /// count. While the request is under way it is waited for, as Job::wait() does. Throws NotFoundError when the records
  /// do not show it within the call's limit, or at once when it left 30 minutes ago or earlier; JobFailedError when it
  /// has failed; InvalidRequestError when ClientOptions::records_url says nowhere.
  Video recover(const Request& request, std::chrono::system_clock::time_point sent_after,
                const CallOptions& options = {});
  Result<Video> try_recover(const Request& request, std::chrono::system_clock::time_point sent_after,
                            const CallOptions& options = {}) noexcept;
  Operation<Video> recover_async(const Request& request, std::chrono::system_clock::time_point sent_after,
                                 const CallOptions& options = {});

  /// What ClientOptions::journal has of this service and project that was begun and has not ended, oldest first. Blocks
  /// as the journal does. Throws JournalError; MisuseError without a journal, and inside a callback of the client.
  std::vector<JournalEntry> unfinished();
  Result<std::vector<JournalEntry>> try_unfinished() noexcept;

  /// Goes on with such an entry and fetches its clip, as a call with its key would: waits for its job, or for another
  /// owner. What has not left is sent only where the journal has its request (ClientOptions::keep_requests).
  Video go_on(const JournalEntry& entry, const CallOptions& options = {});
  Result<Video> try_go_on(const JournalEntry& entry, const CallOptions& options = {}) noexcept;
  Operation<Video> go_on_async(const JournalEntry& entry, const CallOptions& options = {});

  /// Begins nothing more that pays, and waits until the requests that have left are answered: clips are here, and ids
  /// of jobs are told. At most so long; says whether nothing that pays is under way any more. Jobs that are waited for
  /// go on. For a program that ends: the client refuses paying calls for ever after; to go on, make another. Inside a
  /// callback of the client it does not wait. Thread-safe.
  bool drain(std::chrono::milliseconds limit) noexcept;

  /// What this client has spent so far. Asks nobody.
  Spending spending() const;

  /// For ClientOptions::pumped: does what can be done now, runs the callbacks that are due, and returns. Call it often,
  /// such as once a frame; each call works for a few milliseconds at most, and waits for nothing but the disk. Returns
  /// whether calls are still under way; a call whose clip CallOptions::file_executor has is not. Does nothing for a
  /// client that has a thread.
  ///
  /// While another thread is inside, such as one in a blocking function, that thread does the work. Files are read and
  /// written inside pump(), piece by piece; CallOptions::file_executor takes the flush of a whole clip elsewhere. Where
  /// the disk may be slow, let clips go to memory and save them in another thread (Media::save).
  bool pump() noexcept;

  SEGMIND_HIDDEN explicit Client(std::shared_ptr<call::Engine> engine) noexcept;  ///< For the library's own.

 private:
  std::shared_ptr<call::Engine> engine_;
};

}  // namespace segmind
