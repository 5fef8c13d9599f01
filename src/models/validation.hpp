#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/request_fields.hpp"

namespace segmind::models {

/// Every reason why the service would refuse this request, in the order of the fields. Indices of references in field
/// names count from 0, as in the body; the messages use the names of the prompt, from Image1 on.
std::vector<Violation> violations(const RequestFields& fields);

}  // namespace segmind::models
