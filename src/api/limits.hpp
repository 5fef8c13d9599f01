#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

/// The numbers of the service's API, each with its source: "documented" by the service, or "ours", a choice of this
/// library.
namespace segmind::api::limits {

// How long things last.
inline constexpr std::chrono::hours job_record_lifetime{1};    // documented
inline constexpr std::chrono::hours file_lifetime{24 * 7};     // documented
inline constexpr std::chrono::seconds record_of_answered{60};  // ours: so long it may take to appear
inline constexpr std::chrono::minutes records_settle{30};      // ours: then a request's record is there

// What is read of an answer.
inline constexpr std::size_t max_message_bytes = 2000;           // ours: of words in an Error
inline constexpr std::size_t max_told_answer_bytes = 600;        // ours: of an answer in it; a byte may take up to 3
inline constexpr std::size_t max_told_message_bytes = 4000;      // ours: of an Error's message, in its description
inline constexpr std::size_t max_error_body_bytes = 256 * 1024;  // ours: of a body that is read for its words
inline constexpr std::size_t max_kept_error_bytes = 64 * 1024;   // ours: of it, where a clip was expected
inline constexpr std::size_t max_answer_bytes = 1024 * 1024;     // ours: of an answer that brings no clip
inline constexpr std::size_t max_clip_answer_bytes = 32 * 1024 * 1024;  // ours: of one that may bring the clip itself
inline constexpr std::size_t max_records_bytes = 4 * 1024 * 1024;       // ours: of a page of records
inline constexpr std::size_t max_id_characters = 200;                   // ours
inline constexpr std::size_t max_address_bytes = 8192;                  // ours: of an address in an answer
inline constexpr std::size_t max_addresses = 16;                        // ours: of a request's results
inline constexpr std::size_t max_metadata_bytes = 8192;                 // ours: of x-output-metadata
inline constexpr std::chrono::hours max_retry_after{1};                 // ours: an hour is as good as "not now"

}  // namespace segmind::api::limits
