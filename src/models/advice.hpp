#pragma once

#include <vector>

#include "models/request_fields.hpp"

namespace segmind::models {

/// Advice about fields that the service accepts but the caller may regret, in the order of the fields. The fields must
/// be valid, see violations().
std::vector<Advice> advice(const RequestFields& fields);

}  // namespace segmind::models
