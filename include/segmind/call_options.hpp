#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "segmind/cancellation.hpp"
#include "segmind/error.hpp"
#include "segmind/function.hpp"

namespace segmind {

/// What a call is doing.
enum class Phase {
  waiting,      ///< For the next attempt, for its turn in a batch, or for the rate limit.
  connecting,   ///< Name lookup, connection and TLS.
  sending,      ///< The request is being sent; a submission stays here until the queue answers.
  queued,       ///< The service has the job but has not begun it.
  generating,   ///< The service makes the clip: wan2.7-r2v takes 329 to 490 s on average (documented).
  receiving,    ///< The answer is arriving.
  downloading,  ///< The clip is arriving from the address that the answer named.
  recovering    ///< The answer was lost; the account's records are asked what became of the request.
};

/// The enumerator's name, such as "generating".
SEGMIND_EXPORT std::string_view to_string(Phase phase) noexcept;

/// How far a call is.
struct Progress {
  Phase phase = Phase::connecting;
  std::chrono::milliseconds elapsed{0};  ///< Since the call began.
  std::uint64_t bytes = 0;               ///< Received of the clip; for an upload: sent of its body.
  std::optional<std::uint64_t> total{};  ///< The clip's size once the service has told it; an upload's always.
  int attempt = 1;                       ///< Which attempt this is, from 1.
  std::chrono::milliseconds wait{0};     ///< In Phase::waiting: the least time until the next attempt; 0: not known.
  std::string service_state{};           ///< The service's own word for a job, such as "QUEUED"; empty before one came.
};

/// Where the bytes of a clip go. An error's body or a JSON answer never goes there.
class SEGMIND_EXPORT Sink {
 public:
  /// Into Video::bytes(). The default.
  static Sink memory();

  /// Into a file; the path is UTF-8. It replaces an existing file once the clip is whole, checked and flushed. Fails
  /// unsent where the file cannot be made, or where another clip of this client is on its way to the path. Keeps what
  /// came of a failed clip that may be paid for, as .part beside the path. See docs/files.md.
  static Sink file(std::string path);

  /// Into a function, piece by piece, in order, on the client's thread. A piece is valid until the function returns.
  /// The function must not block, nor call this client's blocking functions. False, or an exception, ends the call with
  /// ErrorKind::cancelled and Charge::charged.
  static Sink callback(Function<bool(const std::byte* data, std::size_t size)> function);

  /// How the sink was made.
  enum class Kind { memory, file, callback };
  Kind kind() const noexcept { return kind_; }
  const std::string& path() const noexcept { return path_; }
  const Function<bool(const std::byte*, std::size_t)>& function() const noexcept { return function_; }

  Sink() noexcept = default;

 private:
  Kind kind_ = Kind::memory;
  std::string path_{};
  Function<bool(const std::byte*, std::size_t)> function_{};
};

/// How a call tries again. A paid request is sent again only when it certainly cost nothing and may succeed: it had not
/// left (name lookup, connection, TLS other than a bad certificate), or the answer was 429. Other calls try again after
/// every failure that may pass. A paid clip's address is asked again whatever its status.
struct RetryPolicy {
  int attempts = 4;  ///< In all, the first included; at least 1. Job::wait() polls until its timeout.

  /// The wait before the second attempt is random, up to first_wait; the bound doubles with each further attempt, up to
  /// longest_wait. The service may ask for longer waits, of up to an hour.
  std::chrono::milliseconds first_wait{1'000};
  std::chrono::milliseconds longest_wait{60'000};

  /// How long Job::wait() and Job::status() go on asking after a 404 (then ErrorKind::job_expired) or a 400 or 422
  /// (then ErrorKind::bad_request). 12 times as long once the job was known, and for a completed job to name its clip.
  /// Must be positive.
  std::chrono::milliseconds unknown_id_grace{5'000};
};

/// Options of one call. Every part is optional.
struct CallOptions {
  // Not an aggregate: g++ 12 destroys a temporary aggregate twice when it stands in a co_await expression.
  CallOptions() noexcept {}  // NOLINT

  /// The longest the whole call may take. Not set: ClientOptions::timeout. Must be positive.
  std::optional<std::chrono::milliseconds> timeout{};

  /// The longest that name lookup, connection and TLS together may take. Not set: ClientOptions::connect_timeout.
  std::optional<std::chrono::milliseconds> connect_timeout{};

  /// Ends the call within 100 ms. A submission that has left goes on for up to 1 s, to hear its job's id.
  CancellationToken cancellation{};

  /// Ends the call, unless its paid request has left. Then the call goes on to its end, but pays no second time.
  CancellationToken drain{};

  /// Called at every change of phase and every progress_interval, on the client's thread. Must not block, nor call this
  /// client's blocking functions. If it throws, the call ends with ErrorKind::cancelled.
  Function<void(const Progress&)> progress{};

  /// At least 10 ms; smaller values count as 10 ms.
  std::chrono::milliseconds progress_interval{250};

  /// Where the clip goes. submit() only checks it: give it to Job::wait().
  Sink sink{};

  /// Not set: ClientOptions::retry.
  std::optional<RetryPolicy> retry{};

  /// Called after a failure that may have cost money and that another attempt may mend (no answer, or a 5xx), where the
  /// account's records do not show the request either, on the client's thread. True sends it again AND MAY PAY TWICE.
  /// Empty: false. RetryPolicy::attempts and the timeout bound it.
  ///
  /// With ClientOptions::journal it is called only when ClientOptions::records_settle has passed since the request may
  /// have left, and a complete reading of the records begun after that shows nothing that could be it. The call waits
  /// for that within its timeout. Never called there where recover_from_records is off. See docs/never-paying-twice.md.
  Function<bool(const Error& error)> accept_paying_twice{};

  /// For _async functions: given the last step of a clip that goes to a file, to flush and rename it. Must run the work
  /// once, on any thread, which must not wait for that call's Operation. Work that is dropped runs where it is dropped.
  /// Empty: runs on the client's thread or inside Client::pump(). See docs/executors.md.
  Function<void(Function<void()> work)> file_executor{};

  /// For _async functions: given the delivery of the result, to Operation::then's callback, a coroutine or on_result.
  /// Called for every call that ends, failed and cancelled ones too, also from inside the function that begins the call
  /// and from the client's destructor. Empty: delivers where the call ends, which is file_executor's thread for a clip
  /// that was flushed there. Otherwise as file_executor. See docs/executors.md.
  Function<void(Function<void()> work)> deliver_on{};

  /// For generate(): makes the clip through the queue (v2), as Client::submit() and Job::wait() do, so that no broken
  /// connection loses it. Errors after the submission carry the job's id. `timeout` bounds the whole; not set:
  /// ClientOptions::timeout for the submission, then the default of Job::wait().
  bool through_queue = false;

  /// The name of one intention, such as "shot-042-take-3", for ClientOptions::journal: 1 to 500 bytes of UTF-8 without
  /// control characters; empty: an intention of its own. A second call with the key, on any machine, gives the first
  /// one's clip and never pays again.
  ///
  /// Another request under the key is ErrorKind::invalid_request. A failure that certainly cost nothing frees the key.
  std::string idempotency_key{};

  /// With an idempotency_key, after the journal was restored from a backup: a key that the journal does not know is
  /// looked up in the account's records since this time, and sent only where they have nothing that could be it.
  /// Records that cannot be read fail the call unsent. At most 28 days ago. Not set: not looked up.
  std::optional<std::chrono::system_clock::time_point> recover_since{};

  /// For submit(), and for generate() with through_queue: called with the job's id before anything else can fail, on
  /// the client's thread. Store the id: any process can fetch the clip with it for an hour (documented). If it throws,
  /// the job goes on. See docs/queue.md.
  Function<void(std::string_view id)> on_submitted{};
};

}  // namespace segmind
