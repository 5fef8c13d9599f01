#pragma once

#include "segmind/export.hpp"

/// The version of these headers. The build, the package and the pkg-config file read it from here.
#define SEGMIND_VERSION_MAJOR 0
#define SEGMIND_VERSION_MINOR 1
#define SEGMIND_VERSION_PATCH 0

namespace segmind {

/// The version of the linked library, such as "0.1.0". It can differ from that of the headers.
SEGMIND_EXPORT const char* version() noexcept;

}  // namespace segmind
