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

}  // namespace segmind::sandbox
