#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace segmind::api {

/// The public addresses of the uploaded files, in the order sent, not checked yet. Empty when the answer has none, or
/// when one of them is no text: the order would be lost.
std::vector<std::string> read_upload(std::string_view body);

}  // namespace segmind::api
