#pragma once

namespace segmind::cli {

/// What follows the flags in `segmind batch --help`.
extern const char* const batch_help;

}  // namespace segmind::cli
