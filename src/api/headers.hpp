#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace segmind::api {

/// The header fields of an answer, in the order of arrival; whoever received them has lower-cased the names.
using Headers = std::vector<std::pair<std::string, std::string>>;

/// The value of the first field of that name, without the white space around it; empty when there is none. The name is
/// given in lower case. The first one counts because gateways append theirs behind the service's.
std::string_view find(const Headers& headers, std::string_view name) noexcept;

}  // namespace segmind::api
