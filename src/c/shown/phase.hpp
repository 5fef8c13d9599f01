#pragma once

#include "segmind/c/segmind.h"
#include "segmind/call_options.hpp"

namespace segmind::c {

segmind_phase phase_of(Phase phase) noexcept;

}  // namespace segmind::c
