#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

/// The limits of Wan 2.7 R2V, each with its source: "documented" by the service, "resellers" (of the model), or "ours"
/// (this library's choice).
namespace segmind::models::limits {

// Exceeding these is refused before sending.
inline constexpr std::chrono::seconds min_duration{2};   // documented
inline constexpr std::chrono::seconds max_duration{15};  // documented
inline constexpr std::size_t max_references = 5;         // resellers: images and videos together

// Exceeding these gives advice.
inline constexpr std::chrono::seconds max_duration_with_video{10};  // resellers
inline constexpr std::size_t max_prompt_characters = 5000;          // resellers
inline constexpr std::size_t max_negative_prompt_characters = 500;  // resellers
inline constexpr std::int64_t min_seed = 0;                         // resellers
inline constexpr std::int64_t max_seed = 2147483647;                // resellers

inline constexpr std::size_t max_shown_value_bytes = 120;  // ours: a value in a Violation
inline constexpr std::size_t max_slug_characters = 100;    // ours

}  // namespace segmind::models::limits
