#pragma once

namespace segmind::cli {

/// What follows the flags in the help of `segmind generate`.
extern const char* const generate_help;

}  // namespace segmind::cli
