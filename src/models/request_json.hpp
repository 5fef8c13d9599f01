#pragma once

#include <string>

#include "models/request_fields.hpp"

namespace segmind::models {

/// The request's body: one line of JSON, the same text for equal fields. Invalid UTF-8 becomes U+FFFD.
std::string to_json(const RequestFields& fields);

}  // namespace segmind::models
