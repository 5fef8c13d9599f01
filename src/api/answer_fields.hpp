#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "text/json.hpp"

// What answers of every kind have in common.
namespace segmind::api {

/// A text that is safe to show as an id.
std::optional<std::string> id_of(const text::Json* value);

}  // namespace segmind::api
