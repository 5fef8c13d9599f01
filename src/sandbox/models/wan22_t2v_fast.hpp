#pragma once

#include "sandbox/models/model.hpp"

namespace segmind::sandbox {

/// A clip from a prompt, drawn by the maker at 1280x720 whatever size is asked for. It costs 0.05 dollars here; the
/// service publishes no price.
Model wan22_t2v_fast(ClipMaker& clips);

}  // namespace segmind::sandbox
