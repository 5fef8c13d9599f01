#pragma once

#include <string_view>

namespace segmind::media {

/// What bytes are that are none of the known media: "a GIF", "an HTML page", "UTF-16 text". Empty when that is not
/// known. A name helps more than "unknown".
std::string_view other_format(std::string_view first_bytes) noexcept;

}  // namespace segmind::media
