#pragma once

#include <vector>

#include "models/request_fields.hpp"

namespace segmind::models {

/// What the service would take but the caller may regret, in the order of the fields. The fields must be valid.
std::vector<Advice> advice(const RequestFields& fields);

}  // namespace segmind::models
