#pragma once

#include <string>
#include <string_view>

namespace segmind::cli {

/// Why a text is not UTF-8, and what to do; empty: it is.
std::string problem_with_encoding(std::string_view text);

}  // namespace segmind::cli
