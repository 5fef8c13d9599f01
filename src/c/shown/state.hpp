#pragma once

#include "segmind/c/segmind.h"
#include "segmind/job.hpp"
#include "segmind/records.hpp"

namespace segmind::c {

segmind_state state_of(JobState state) noexcept;
segmind_state state_of(RecordState state) noexcept;

}  // namespace segmind::c
