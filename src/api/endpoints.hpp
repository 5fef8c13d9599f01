#pragma once

#include <string>
#include <string_view>

/// Addresses and paths of the service (documented).
namespace segmind::api {

inline constexpr std::string_view default_storage_url = "https://workflows-api.segmind.com";

/// The service itself, and where it keeps the account's records (known from the service's own client).
inline constexpr std::string_view service_host = "api.segmind.com";
inline constexpr std::string_view default_records_url = "https://api.spotprod.segmind.com";

inline constexpr std::string_view credits_path = "/v1/get-user-credits";
inline constexpr std::string_view upload_path = "/upload-asset";  ///< On the storage host.

/// The path of a model: v1, where the caller waits for the clip, and v2, the queue.
std::string generate_path(std::string_view slug);
std::string submit_path(std::string_view slug);

inline constexpr std::string_view records_path = "/inference-request/request-history";  ///< On the records' host.
std::string record_path(std::string_view id);

/// Percent-encodes an id. The result is safe as a path segment and as a part of a file name.
std::string percent_encoded(std::string_view id);

/// The queue's paths of a job. The id is percent-encoded, so it cannot lead to another path.
std::string status_path(std::string_view id);
std::string result_path(std::string_view id);

/// An id as it is copied from a log or a file, without the blanks, line ends and byte order mark around it.
std::string_view trimmed_id(std::string_view text) noexcept;

/// Whether a text may be a job's id. Ids are opaque (observed: 32 hex digits, dashed UUIDs), so this refuses only the
/// empty text, more than 200 characters, ".", two dots in a row, and characters that RFC 3986 forbids in a path
/// segment. A slash is accepted.
bool is_plausible_id(std::string_view id) noexcept;

}  // namespace segmind::api
