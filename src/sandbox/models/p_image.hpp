#pragma once

#include "sandbox/models/model.hpp"

namespace segmind::sandbox {

/// A small picture, in colours of its seed; 0.005 dollars (documented).
Model p_image();

}  // namespace segmind::sandbox
