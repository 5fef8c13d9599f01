#pragma once

#include <string_view>

namespace segmind::media {

/// Names the format of bytes that are not a known media type, for messages: "a GIF", "an HTML page", "UTF-16 text".
/// Empty for an unknown format.
std::string_view other_format(std::string_view first_bytes) noexcept;

}  // namespace segmind::media
