#pragma once

namespace segmind::cli {

/// What follows the flags in `segmind batch --help`: the manifest, and how a run goes.
extern const char* const batch_help;

}  // namespace segmind::cli
