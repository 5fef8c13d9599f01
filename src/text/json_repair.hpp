#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace segmind::text {

/// The text made acceptable to a strict JSON parser, see parse_json(); nothing when it is nested deeper than max_depth.
/// Looks at every byte once, before any memory is spent on values. It does not tell whether the result is JSON.
std::optional<std::string> repaired_json(std::string_view text, std::size_t max_depth);

}  // namespace segmind::text
