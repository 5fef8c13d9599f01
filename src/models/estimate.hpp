#pragma once

#include "models/request_fields.hpp"

namespace segmind::models {

/// What the clip will probably cost, from its seconds and its resolution alone. The fields must be valid.
CostEstimate estimated_cost(const RequestFields& fields);

}  // namespace segmind::models
