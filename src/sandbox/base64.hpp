#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace segmind::sandbox {

/// Strict base64, padding included.
std::optional<std::string> decode_base64(std::string_view text);
std::string encode_base64(std::string_view bytes);

}  // namespace segmind::sandbox
