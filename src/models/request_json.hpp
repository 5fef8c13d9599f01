#pragma once

#include <string>

#include "models/request_fields.hpp"

namespace segmind::models {

/// The body of a generation, one line of JSON, the same text for the same fields. Bytes that are not UTF-8 (which
/// validation refuses) become U+FFFD.
std::string to_json(const RequestFields& fields);

}  // namespace segmind::models
