#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/request_fields.hpp"

namespace segmind::models {

/// Every reason why the service would refuse the fields, in their order. Field names count references from 0, as the
/// body does ("reference_images[0]"); messages use the prompt's names ("Image1").
std::vector<Violation> violations(const RequestFields& fields);

}  // namespace segmind::models
