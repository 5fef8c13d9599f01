#pragma once

#include "sandbox/models/model.hpp"

namespace segmind::sandbox {

/// A clip from a prompt and references, drawn by the maker. The tables are the service's and its resellers'.
Model wan27_r2v(ClipMaker& clips);

}  // namespace segmind::sandbox
