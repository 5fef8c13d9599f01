#pragma once

#include "api/request_fields.hpp"

namespace segmind::api {

/// What the clip will probably cost, from its seconds and its resolution alone. The fields must be valid.
CostEstimate estimated_cost(const RequestFields& fields);

}  // namespace segmind::api
