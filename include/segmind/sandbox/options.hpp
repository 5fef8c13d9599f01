#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "segmind/sandbox/export.hpp"

namespace segmind::sandbox {

/// The key that a sandbox takes unless it is told another. It opens nothing at Segmind.
inline constexpr std::string_view default_key = "SG_sandbox00000000";

/// What a v1 answer holds: the clip itself, or JSON that names its address.
enum class V1Answer { bytes, json };

/// How the queue tells of a generation that failed: 422 is what was observed, 200 may come too.
enum class FailedAs { status_422, status_200 };

/// Below which address a submission's answer names its job: /v2/requests is documented, /v1/requests has been seen.
enum class JobsAt { v2, v1 };

/// How an upload's answer names the addresses.
enum class UploadAnswer { file_urls, urls, url };

/// How a 429 says when to come back: in x-rate-limit-reset-at-utc as documented, or in Retry-After as gateways do. The
/// former then stands in the answers that bring a clip, too.
enum class RetryHint { retry_after, reset_header, both, none };

/// Where an answer has the rows of the account's records: nobody has published it.
enum class RecordsIn { list, key, nested };

/// How a record tells what was sent.
enum class RecordBody { object, text, none };

/// What the account's records look like.
struct RecordOptions {
  /// A row appears so long after its request, and where v1_at_end holds, after its end.
  std::chrono::milliseconds delay{0};
  bool v1_at_end = false;  ///< A row of v1 appears, and is dated, when its generation has ended.

  RecordsIn in = RecordsIn::list;
  bool out_of_order = false;
  std::size_t most_per_page = 100;  ///< No page has more rows, whatever it is asked for.

  RecordBody body = RecordBody::object;
  bool add_defaults = false;       ///< Bodies hold defaults, numbers with a point, arrays for single references.
  bool rewrite_addresses = false;  ///< Addresses in bodies are the service's own.
  bool tell_seed = false;          ///< Bodies hold the seed that was drawn.

  int twins = 0;  ///< So many equal rows of another program stand beside each row.
};

/// How a sandbox behaves. Every field has a default that suits a test.
struct Options {
  std::string api_key = std::string(default_key);

  /// What the account holds at the start, in dollars; free credits are told, never used.
  double credits = 100.0;
  double free_credits = 0.0184;

  /// The real time that a generation takes at least. On the queue its first fifth passes as QUEUED, the rest as
  /// PROCESSING. Drawing the clip takes its own time within; see render.
  std::chrono::milliseconds generation_time{0};

  /// How long the queue knows a job after its submission, and how long a file can be downloaded.
  std::chrono::milliseconds job_lifetime{std::chrono::hours{1}};
  std::chrono::milliseconds file_lifetime{std::chrono::hours{24 * 7}};

  /// Requests with the key within any rate_window; the next one is answered 429. 0: no limit.
  int requests_per_minute = 0;
  std::chrono::milliseconds rate_window{std::chrono::minutes{1}};
  RetryHint retry_hint = RetryHint::reset_header;

  /// Where to listen: on 127.0.0.1 alone, whatever host says. 0: the system chooses.
  std::uint16_t port = 0;
  std::uint16_t files_port = 0;

  /// What stands in the addresses: "127.0.0.1", or "localhost" for a certificate made out to that name.
  std::string host = "127.0.0.1";

  /// PEM files. With both set, both ports speak https.
  std::string certificate_file{};
  std::string private_key_file{};

  /// The service's clock is ahead by so much: its Date headers, and the times in its records.
  std::chrono::milliseconds clock_offset{0};

  RecordOptions records;

  V1Answer v1_answer = V1Answer::bytes;
  FailedAs failed_as = FailedAs::status_422;
  JobsAt jobs_at = JobsAt::v2;  ///< The queue knows its jobs at these addresses alone.
  UploadAnswer upload_answer = UploadAnswer::file_urls;

  /// True: each clip is drawn from its request by the ffmpeg program. False, or no ffmpeg there: every generation gives
  /// the same small clip that is shipped, at once.
  bool render = true;

  /// The program that draws, by name or path.
  std::string ffmpeg = "ffmpeg";

  /// Whether the files' host serves parts of a file (Range) and tells its ETag and Last-Modified.
  bool ranges = true;
  bool validators = true;

  /// Of a longer body, SeenRequest::body keeps this much.
  std::size_t kept_body_bytes = 64 * 1024;

  /// Server::requests() keeps this many, the latest. Counts go on beyond it.
  std::size_t kept_requests = 20'000;
};

}  // namespace segmind::sandbox
