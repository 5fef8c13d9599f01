#pragma once

#include <cstdint>

namespace segmind::os {

#if defined(_WIN32)
using Socket = std::uintptr_t;
#else
using Socket = int;
#endif

}  // namespace segmind::os
