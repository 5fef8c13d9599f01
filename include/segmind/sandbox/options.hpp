#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "segmind/sandbox/export.hpp"

namespace segmind::sandbox {

/// The default of Options::api_key. It opens nothing at Segmind.
inline constexpr std::string_view default_key = "SG_sandbox00000000";

/// What a v1 answer holds: the clip itself, or JSON that names its address.
enum class V1Answer { bytes, json };

/// The status under which the queue reports a failed generation: 422 (observed), or 200 (inferred).
enum class FailedAs { status_422, status_200 };

/// Where a submission's answer says its job is: /v2/requests (documented) or /v1/requests (observed).
enum class JobsAt { v2, v1 };

/// How an upload's answer names the addresses.
enum class UploadAnswer { file_urls, urls, url };

/// How a 429 says when to come back: x-rate-limit-reset-at-utc (documented) or Retry-After (as gateways send it). The
/// former is sent with clips, too.
enum class RetryHint { retry_after, reset_header, both, none };

/// Where an answer holds the rows of the account's records. Not published: clients must read every form.
enum class RecordsIn { list, key, nested };

/// How a record holds the request's body.
enum class RecordBody { object, text, none };

/// What the account's records look like.
struct RecordOptions {
  /// A row appears this long after its request, or, with v1_at_end, after the generation's end.
  std::chrono::milliseconds delay{0};
  bool v1_at_end = false;  ///< Rows of v1 appear and are dated when the generation ends.

  RecordsIn in = RecordsIn::list;
  bool out_of_order = false;
  std::size_t most_per_page = 100;  ///< The most rows of a page, whatever the query asks for.

  RecordBody body = RecordBody::object;
  bool add_defaults = false;       ///< Bodies have defaults added, 5.0 for 5, and arrays for single references.
  bool rewrite_addresses = false;  ///< Bodies hold copies of references, at the service's own addresses.
  bool tell_seed = false;          ///< Bodies hold a random seed's number.

  int twins = 0;  ///< Equal rows, as of another program, beside each row.
};

/// How a sandbox behaves. Every field has a default that suits a test.
struct Options {
  std::string api_key = std::string(default_key);

  /// The account's dollars at the start. Free credits are shown and never used.
  double credits = 100.0;
  double free_credits = 0.0184;

  /// The least time of a generation. On the queue its first fifth is QUEUED, the rest PROCESSING. Drawing a clip (see
  /// render) may take longer.
  std::chrono::milliseconds generation_time{0};

  /// How long the queue knows a job after its submission, and how long files can be downloaded.
  std::chrono::milliseconds job_lifetime{std::chrono::hours{1}};
  std::chrono::milliseconds file_lifetime{std::chrono::hours{24 * 7}};

  /// The most requests with the key in any rate_window; further ones are answered 429. 0: no limit.
  int requests_per_minute = 0;
  std::chrono::milliseconds rate_window{std::chrono::minutes{1}};
  RetryHint retry_hint = RetryHint::reset_header;

  /// Ports on 127.0.0.1, the only address that is listened on. 0: the system chooses.
  std::uint16_t port = 0;
  std::uint16_t files_port = 0;

  /// The host in the server's addresses: "127.0.0.1", or "localhost" for a certificate of that name.
  std::string host = "127.0.0.1";

  /// PEM files. With both set, both ports speak https.
  std::string certificate_file{};
  std::string private_key_file{};

  /// Added to the server's clock: Date headers and the times of records.
  std::chrono::milliseconds clock_offset{0};

  RecordOptions records{};

  // What resellers say of wan2.7-r2v, and the service does not.

  std::chrono::milliseconds billed_for_a_video{0};  ///< Billed for each reference video, beside the clip's own seconds.
  bool cut_prompts = false;                         ///< Prompts that are too long are cut without a word, not refused.

  V1Answer v1_answer = V1Answer::bytes;
  FailedAs failed_as = FailedAs::status_422;
  JobsAt jobs_at = JobsAt::v2;  ///< The queue answers at these addresses alone.
  UploadAnswer upload_answer = UploadAnswer::file_urls;

  /// True: ffmpeg draws each clip from its request. False, or no ffmpeg: every generation gives the same small clip at
  /// once.
  bool render = true;

  /// The ffmpeg program, by name or path.
  std::string ffmpeg = "ffmpeg";

  /// Whether the files' host serves parts of a file (Range), and whether it sends ETag and Last-Modified.
  bool ranges = true;
  bool validators = true;

  /// The most bytes of a body that SeenRequest::body keeps.
  std::size_t kept_body_bytes = 64 * 1024;

  /// The most requests that Server::requests() keeps, the latest. Counts go on.
  std::size_t kept_requests = 20'000;
};

}  // namespace segmind::sandbox
