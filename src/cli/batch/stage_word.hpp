#pragma once

#include "cli/batch/run.hpp"

namespace segmind::cli {

/// How far a clip is, for a table: "done", "goes on".
const char* word_of(Clip::Stage stage);

}  // namespace segmind::cli
