#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace segmind::api {

/// The header fields of an answer, in order of arrival. Names are in lower case.
using Headers = std::vector<std::pair<std::string, std::string>>;

/// The trimmed value of the first field with that name, which must be in lower case; empty when there is none. The
/// first counts because gateways append their fields after the service's.
std::string_view find(const Headers& headers, std::string_view name) noexcept;

}  // namespace segmind::api
