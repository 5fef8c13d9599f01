#pragma once

#include <string>
#include <string_view>

/// Where things are on the service (documented).
namespace segmind::api {

inline constexpr std::string_view default_storage_url = "https://workflows-api.segmind.com";

/// The service itself, and where it keeps the account's records (known from the service's own client).
inline constexpr std::string_view service_host = "api.segmind.com";
inline constexpr std::string_view default_records_url = "https://api.spotprod.segmind.com";

inline constexpr std::string_view credits_path = "/v1/get-user-credits";
inline constexpr std::string_view upload_path = "/upload-asset";  ///< On the storage host.

/// Where a model generates while its caller waits (v1), and where its queue is (v2).
std::string generate_path(std::string_view slug);
std::string submit_path(std::string_view slug);

inline constexpr std::string_view records_path = "/inference-request/request-history";  ///< On the records' host.
std::string record_path(std::string_view id);

/// Safe in a path, and as a part of a file's name.
std::string percent_encoded(std::string_view id);

/// The queue's addresses of one job. The id is percent-encoded, so that no id can lead to another path.
std::string status_path(std::string_view id);
std::string result_path(std::string_view id);

/// May this be the id of a job? Ids are opaque (32 hex digits and dashed UUIDs have been seen), so this refuses only
/// what no service would issue: nothing, more than 200 characters, a character that no path's segment may hold (RFC
/// 3986) but for a slash, or two dots in a row.
bool is_plausible_id(std::string_view id) noexcept;

}  // namespace segmind::api
