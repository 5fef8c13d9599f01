#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segmind/export.hpp"

namespace segmind {

class Media;

/// What went wrong, in one word. Each kind has its exception in <segmind/exception.hpp>.
enum class ErrorKind {
  invalid_request,       ///< Refused here, before anything was sent. See Error::violations.
  spending_limit,        ///< Refused here: no room under ClientOptions::spending_limit. A cheaper call may have it.
  misuse,                ///< A program's mistake, such as taking a result twice. Error::charge is that of the call.
  bad_request,           ///< HTTP 400: malformed body or a missing field.
  unauthorized,          ///< HTTP 401: the key is missing, wrong or expired.
  insufficient_credits,  ///< HTTP 402, or a 406 whose text is about credits.
  forbidden,             ///< HTTP 403: the key may not use this model or team.
  not_found,             ///< HTTP 404: unknown model or unknown request id. Client::recover: no such record.
  rate_limited,          ///< HTTP 429. See Error::retry_after.
  server_error,          ///< HTTP 500. On v1 often a bad parameter.
  bad_gateway,           ///< HTTP 502: the service is temporarily unavailable.
  gateway_timeout,       ///< HTTP 504: a gateway gave up waiting; the generation may still be running.
  http,                  ///< Any other status, and every status of a clip's own address. See Error::http_status.
  connection,            ///< The exchange broke: name lookup, connection, TLS, or a cut in the middle.
  timeout,               ///< A limit of this client ran out. That is not a failed generation.
  cancelled,             ///< The caller ended the call, or destroyed the client.
  bad_response,          ///< The answer could not be understood, was cut short, or was larger than allowed.
  job_failed,            ///< The queue, or the account's records, report the status FAILED. Not charged.
  job_expired,           ///< The queue does not know the id, or no longer: it keeps jobs for an hour (documented).
  file,                  ///< A local file could not be read or written.
  journal,               ///< ClientOptions::journal cannot be read or written. Nothing that pays is sent meanwhile.
  internal               ///< No memory, no thread, or a defect of this library: the message says which.
};

/// May this failure have cost money? The service bills an answer of 200 and nothing else (documented). A connection
/// that broke after the request had left can hide such an answer.
enum class Charge {
  none,      ///< Nothing was sent, or the service refused (300 to 499, except 408 and 499). Sending again is safe.
  possible,  ///< No answer, 5xx, 408, 499, a 2xx other than 200, or an unfinished job. Sending again may pay twice.
  charged    ///< The service answered 200, or calls the job complete.
};

/// What kind of call failed.
enum class CallKind {
  none,      ///< None had begun.
  generate,  ///< Client::generate, its twins and batches.
  submit,    ///< Client::submit and its twins; generate() with CallOptions::through_queue until it has a job.
  wait,      ///< Job::wait; generate() once it has a job.
  status,    ///< Job::status.
  upload,    ///< Client::upload.
  credits,   ///< Client::credits.
  records,   ///< Client::records, Client::record.
  recover    ///< Client::recover.
};

/// One reason why a request or an option was refused.
struct Violation {
  std::string field{};  ///< The parameter's name, such as "duration" or "reference_images[2]".
  /// What was given, shortened; empty where it must not be shown (the key, a login).
  std::string value{};
  std::string message{};  ///< What to change, as a sentence.
};

/// Everything known about a failure. A plain value: copy it, store it, pass it to another thread.
struct SEGMIND_EXPORT Error {
  Error() noexcept;
  Error(const Error& other);
  Error(Error&& other) noexcept;
  Error& operator=(const Error& other);
  Error& operator=(Error&& other) noexcept;
  ~Error();

  ErrorKind kind = ErrorKind::internal;
  CallKind call = CallKind::none;
  int http_status = 0;     ///< The status of the answer that failed the call; 0: no answer.
  std::string message;     ///< The service's words, or else what happened here. UTF-8.
  std::string request_id;  ///< The service's id, or the queue's job id. Empty when unknown.
  /// The clip's address, once the service has told it: readable without a key for 7 days (documented). Empty: unknown.
  std::string address;
  std::optional<std::chrono::milliseconds> retry_after;  ///< How long the service asks to wait.
  Charge charge = Charge::none;
  /// When the request that pays left, by this machine's clock: what Client::recover() is to be told. Set where that
  /// request may have cost money. Not set for a job whose id is known: request_id leads to it.
  std::optional<std::chrono::system_clock::time_point> sent_at;
  int attempts = 0;                   ///< How often the request, or the last poll, was tried.
  std::vector<Violation> violations;  ///< Every reason why a request or an option was refused.
  /// What was paid for and is in memory alone: save it. For ErrorKind::file: the whole clip, which could not be
  /// written. For other kinds, ErrorKind::cancelled included: what had arrived, of a clip or instead of one. Null:
  /// nothing had arrived, or the sink has it: the message names a file.
  std::shared_ptr<const Media> rescued;

  /// For a person: what happened, whether it may have cost money, and what to do next. Several lines, without a line
  /// break at the end. Holds neither the key nor control characters.
  std::string describe() const;
};

/// Throws the exception of <segmind/exception.hpp> that belongs to error.kind.
[[noreturn]] SEGMIND_EXPORT void raise(Error error);

/// The name as it stands in the enumeration, such as "rate_limited".
SEGMIND_EXPORT std::string_view to_string(ErrorKind kind) noexcept;
SEGMIND_EXPORT std::string_view to_string(Charge charge) noexcept;
SEGMIND_EXPORT std::string_view to_string(CallKind call) noexcept;

}  // namespace segmind
