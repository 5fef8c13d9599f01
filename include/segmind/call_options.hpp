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
  waiting,      ///< Before the next attempt, or for its turn among many or under the rate limit.
  connecting,   ///< Name lookup, connection and TLS.
  sending,      ///< The request is on its way; for a submission, until the queue has answered.
  queued,       ///< The service has the job and has not begun it.
  generating,   ///< Sent; waiting for the first byte of the answer. Takes 329 to 490 s on average (documented).
  receiving,    ///< The answer is arriving.
  downloading,  ///< The answer named an address; the clip is arriving from there.
  recovering    ///< The answer was lost; the account's records are asked what became of the request.
};

SEGMIND_EXPORT std::string_view to_string(Phase phase) noexcept;

/// How far a call is.
struct Progress {
  Phase phase = Phase::connecting;
  std::chrono::milliseconds elapsed{0};  ///< Since the call began.
  std::uint64_t bytes = 0;               ///< Of the clip, so far; of an upload: sent of its body.
  std::optional<std::uint64_t> total{};  ///< Of the clip, when the service has said it; of an upload always.
  int attempt = 1;                       ///< Which attempt this is, from 1.
  std::chrono::milliseconds wait{0};     ///< In Phase::waiting: until the next attempt, at the least; 0: not known.
  std::string service_state{};           ///< The service's own word for a job, such as "QUEUED"; empty before one came.
};

/// Where the bytes of a clip go. What is not a clip (an error's body, a JSON answer) never goes there.
class SEGMIND_EXPORT Sink {
 public:
  /// Into Video::bytes(). The default.
  static Sink memory();

  /// Into a file, given by its path in UTF-8. Written beside it under another name and renamed when it is complete,
  /// checked and flushed, so that the path never names half a clip. A file that is already there, or a link, is
  /// replaced, its permissions with it; a folder, a device or a pipe is refused. The place beside it is opened before
  /// the request is sent: a missing folder, or a name that leaves no room for some forty letters more, costs nothing.
  /// What had arrived of a clip that failed and may have been paid stays there, as <path>.<mark>.part, which the error
  /// names; nothing deletes it.
  ///
  /// While a clip of this client is on its way to a path, no other clip may go there: one would replace the other. Such
  /// a call is refused before anything is sent (ErrorKind::invalid_request). The path is free again once the call that
  /// has it has ended, or was cancelled. Another client, or another process, is not seen: of two clips that those send
  /// to one path the later one stays, and both are paid for.
  static Sink file(std::string path);

  /// Into a function, piece by piece and in order, on the client's thread. It returns true to go on and false to end
  /// the call, which then ends as cancelled and charged; so does one whose function throws. The pieces are valid during
  /// the call only. The function must not block for long, nor call this client's blocking functions.
  static Sink callback(Function<bool(const std::byte* data, std::size_t size)> function);

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

/// How a call tries again. A request that pays is sent again only when it certainly cost nothing and another try may
/// help: nothing had left yet (name lookup, connection, TLS other than a bad certificate), or the answer was 429. A
/// call that costs nothing asks again after every failure that may pass. The address of a clip that is paid for is
/// asked again whatever it answers.
struct RetryPolicy {
  int attempts = 4;                                ///< In all; 1 for no second try.
  std::chrono::milliseconds first_wait{1'000};     ///< At most so long before the second attempt, doubling after that.
  std::chrono::milliseconds longest_wait{60'000};  ///< Waits that the service asks for may be longer, up to an hour.

  /// How long Job::wait() and Job::status() bear an id that the service does not know (404), or a question that it
  /// cannot take (400, 422), before they end with ErrorKind::job_expired or ErrorKind::bad_request; 12 times as long
  /// where the job had been known. So long, too, Job::wait() bears a job that is complete and names no clip. Must be
  /// positive.
  std::chrono::milliseconds unknown_id_grace{5'000};
};

/// What is particular to one call. All parts are optional.
struct CallOptions {
  // Not an aggregate: g++ 12 destroys a temporary aggregate twice when it stands in a co_await expression.
  CallOptions() noexcept {}  // NOLINT

  /// The longest the whole call may take. Not set: ClientOptions::timeout. Must be positive.
  std::optional<std::chrono::milliseconds> timeout{};

  /// The longest that name lookup, connection and TLS together may take. Not set: ClientOptions::connect_timeout.
  std::optional<std::chrono::milliseconds> connect_timeout{};

  /// Ends the call from another thread. A submission whose request has left goes on for a second to hear its id.
  CancellationToken cancellation{};

  /// Ends the call unless its request that pays has left; then the call goes on to its end, but pays no second time.
  CancellationToken drain{};

  /// Told at every change of phase, and every progress_interval in between, on the client's thread. Must not block, nor
  /// call this client's blocking functions. If it throws, the call ends with ErrorKind::cancelled.
  Function<void(const Progress&)> progress{};

  /// From 10 ms on; smaller values count as 10 ms.
  std::chrono::milliseconds progress_interval{250};

  /// Where the clip goes. Takes nothing in submit(), where it is only checked: give it to Job::wait().
  Sink sink{};

  /// Not set: ClientOptions::retry.
  std::optional<RetryPolicy> retry{};

  /// Asked after a failure that may have cost money and that another try may mend (no answer, or a 5xx), where the
  /// account's records do not show the request either: true sends the
  /// request again, AND MAY PAY FOR IT TWICE. Empty: never. The attempts of `retry` and the timeout bound it. On the
  /// client's thread.
  Function<bool(const Error& error)> accept_paying_twice{};

  /// For functions whose name ends in _async: given the last work on the file of a whole clip, to flush and rename it.
  /// Runs it once, in any thread; work that is thrown away runs there and then. The result is there when it has run:
  /// its thread must not wait for that. Empty: on the client's thread, or inside Client::pump().
  Function<void(Function<void()> work)> file_executor{};

  /// For functions whose name ends in _async: given the work that tells the program of the call's end: the callback of
  /// Operation::then, the rest of a coroutine, the on_result of a batch. Called once for every call that ends, also for
  /// one that failed, was cancelled or was refused, and from within the function that began the call or the client's
  /// destructor. Runs the work once, in any thread, at any time; work that is thrown away runs there and then.
  /// Operation::ready() and get() do not wait for it. Empty: on the client's thread, or inside Client::pump().
  Function<void(Function<void()> work)> deliver_on{};

  /// For generate(): true makes the clip through the queue (v2), by Client::submit() and then Job::wait(), so that no
  /// broken connection loses it. on_submitted is told the job's id, and each later error has it in Error::request_id.
  /// `timeout` bounds the whole. Not set: ClientOptions::timeout for the submission, then what Job::wait() says.
  bool through_queue = false;

  /// The caller's name for one intention, such as "shot-042-take-3": 1 to 500 bytes of UTF-8 without control
  /// characters. With ClientOptions::journal a second call with the key, in any thread, process or machine, now or
  /// after a crash, gives the first one's clip, waits for it, or goes on where its owner died; it never pays again.
  /// Another request under the key is ErrorKind::invalid_request. A failure that certainly cost nothing frees it.
  /// Empty: each call is an intention of its own.
  std::string idempotency_key{};

  /// For submit(), and generate() once it has a job: told the job's id before anything else can fail. Store it: with
  /// it, any process can fetch the clip for an hour. A program that may be killed notes before the call that it is
  /// about to submit: where such a note has no id, sending again may pay twice. If it throws, the job goes on all the
  /// same. On the client's thread.
  Function<void(std::string_view id)> on_submitted{};
};

}  // namespace segmind
