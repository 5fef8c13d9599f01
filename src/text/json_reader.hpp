#pragma once

#include <cstddef>
#include <string_view>

#include "text/json.hpp"

namespace segmind::text {

/// Reads a text as parse_json() does, nested at most max_depth deep. False when the text is not JSON; `root` then holds
/// what was read before the fault. Throws std::bad_alloc.
// Why not the JSON library's own parser: it follows the program's locale. When another thread changes that meanwhile,
// 0.625 is read as 0.
bool read_json(std::string_view text, std::size_t max_depth, Json& root);

}  // namespace segmind::text
