#pragma once

#include <cstddef>
#include <string_view>

#include "text/json.hpp"

namespace segmind::text {

/// Reads a whole text into `root`, and returns whether it is JSON as parse_json() takes it, nested at most max_depth
/// deep. When it is not, `root` holds what was read before the fault. Throws std::bad_alloc.
///
/// Background: the JSON library's own parser reads numbers with strtod() and localeconv(). Both follow the program's
/// locale, which another thread may change meanwhile: a cost of "0.625" is then read as 0.
bool read_json(std::string_view text, std::size_t max_depth, Json& root);

}  // namespace segmind::text
