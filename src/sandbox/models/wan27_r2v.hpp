#pragma once

#include "sandbox/models/model.hpp"
#include "segmind/sandbox/options.hpp"

namespace segmind::sandbox {

/// A clip from a prompt and references, drawn by the maker. Parameters are checked as the service documents and
/// resellers say. Maker and options must outlive the model.
Model wan27_r2v(ClipMaker& clips, const Options& options);

}  // namespace segmind::sandbox
