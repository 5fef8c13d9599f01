#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/request_fields.hpp"

namespace segmind::api {

/// Says what is wrong with an address, as a sentence that tells what to change; empty when it is fine. Given from
/// outside because the one real URL parser at hand is libcurl's.
using AddressCheck = std::string (*)(std::string_view address);

/// Every reason why the service would refuse this request, in the order of the fields. Indices of references in field
/// names count from 0, as in the body; the messages use the names of the prompt, from Image1 on.
std::vector<Violation> violations(const RequestFields& fields, AddressCheck check);

}  // namespace segmind::api
