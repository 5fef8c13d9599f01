#pragma once

#include "sandbox/models/model.hpp"

namespace segmind::sandbox {

/// A clip from a prompt and references, drawn by the maker. Parameters are checked as the service documents and
/// resellers say.
Model wan27_r2v(ClipMaker& clips);

}  // namespace segmind::sandbox
