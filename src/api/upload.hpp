#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace segmind::api {

/// The public addresses of the uploaded files, in the order sent, not validated. Empty when the answer has none, or
/// when one is not a text: the others could not be matched to their files.
std::vector<std::string> read_upload(std::string_view body);

}  // namespace segmind::api
