#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace segmind::api {

/// The public addresses of what was uploaded, in the order sent; empty when the answer has none, or has anything that
/// is not a text among them (the order would be lost). Not checked yet.
std::vector<std::string> read_upload(std::string_view body);

}  // namespace segmind::api
