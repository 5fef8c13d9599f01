#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace segmind::api {

/// The header fields of an answer, in the order of arrival. The names are in lower case.
using Headers = std::vector<std::pair<std::string, std::string>>;

/// The value of the first field of a name, trimmed; empty when there is none. The name must be in lower case. The first
/// field counts because gateways append theirs after the service's.
std::string_view find(const Headers& headers, std::string_view name) noexcept;

}  // namespace segmind::api
