#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

/// Every number of the service, each with where it comes from: "documented" by the service itself, "resellers" for what
/// others who sell the same model say, "ours" for a choice of this library.
namespace segmind::api::limits {

// What is refused before sending.
inline constexpr std::chrono::seconds min_duration{2};   // documented
inline constexpr std::chrono::seconds max_duration{15};  // documented
inline constexpr std::size_t max_references = 5;         // resellers: images and videos together

// What the caller is warned of.
inline constexpr std::chrono::seconds max_duration_with_video{10};  // resellers
inline constexpr std::size_t max_prompt_characters = 5000;          // resellers
inline constexpr std::size_t max_negative_prompt_characters = 500;  // resellers
inline constexpr std::int64_t min_seed = 0;                         // resellers
inline constexpr std::int64_t max_seed = 2147483647;                // resellers

// What an upload is refused for.
inline constexpr std::uint64_t max_image_bytes = 20 * 1024 * 1024;   // resellers: "20 MB", read generously
inline constexpr std::uint64_t max_video_bytes = 100 * 1024 * 1024;  // resellers: likewise
inline constexpr std::uint64_t max_voice_bytes = 15 * 1024 * 1024;   // resellers: likewise
inline constexpr std::uint64_t min_image_side = 240;                 // resellers: pixels
inline constexpr std::uint64_t max_image_side = 8000;                // resellers: pixels
inline constexpr std::chrono::seconds min_video_time{1};             // resellers
inline constexpr std::chrono::seconds max_video_time{30};            // resellers
inline constexpr std::chrono::seconds min_voice_time{1};             // documented
inline constexpr std::chrono::seconds max_voice_time{10};            // documented

// How long things last.
inline constexpr std::chrono::hours job_record_lifetime{1};  // documented

// What is read of an answer.
inline constexpr std::size_t max_message_bytes = 2000;           // ours: of the service's words in an Error
inline constexpr std::size_t max_error_body_bytes = 256 * 1024;  // ours: of a body that is read for its words
inline constexpr std::size_t max_kept_error_bytes = 64 * 1024;   // ours: of it, where a clip was expected
inline constexpr std::size_t max_answer_bytes = 1024 * 1024;     // ours: of an answer that brings no clip
inline constexpr std::size_t max_json_bytes = 4 * 1024 * 1024;   // ours: metadata, never a clip
inline constexpr std::size_t max_json_depth = 64;                // ours: the contract's answers need five
inline constexpr std::size_t max_shown_value_bytes = 120;        // ours: of a value in a Violation
inline constexpr std::size_t max_id_characters = 200;            // ours
inline constexpr std::size_t max_address_bytes = 8192;           // ours: of an address in an answer
inline constexpr std::chrono::hours max_retry_after{1};          // ours: an hour is as good as "not now"

}  // namespace segmind::api::limits
