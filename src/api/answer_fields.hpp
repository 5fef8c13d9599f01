#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "text/json.hpp"

// Fields that all kinds of answers share.
namespace segmind::api {

/// An id, safe to print; nothing when the value is not a text, or blank.
std::optional<std::string> id_of(const text::Json* value);

}  // namespace segmind::api
