#pragma once

#include "models/request_fields.hpp"

namespace segmind::models {

/// The clip's estimated cost, from duration and resolution. The fields must be valid, see violations().
CostEstimate estimated_cost(const RequestFields& fields);

}  // namespace segmind::models
