#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segmind::sandbox {

struct Upload {
  std::string content_type;
  std::string bytes;
};

/// Reads `{"data_urls":["data:<type>;base64,<text>", ...]}`. On failure, `problem` says why.
std::optional<std::vector<Upload>> read_uploads(std::string_view body, std::string& problem);

/// Strict base64, padding included.
std::optional<std::string> decode_base64(std::string_view text);
std::string encode_base64(std::string_view bytes);

}  // namespace segmind::sandbox
