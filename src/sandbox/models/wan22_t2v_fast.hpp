#pragma once

#include "sandbox/models/model.hpp"

namespace segmind::sandbox {

/// A clip from a prompt, drawn by the maker, always at 1280x720. Costs 0.05 dollars here: no price is published.
Model wan22_t2v_fast(ClipMaker& clips);

}  // namespace segmind::sandbox
