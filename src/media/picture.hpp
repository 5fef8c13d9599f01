#pragma once

#include <string>

#include "media/byte_source.hpp"

namespace segmind::media {

/// Why a JPEG, PNG, BMP or WEBP is certainly cut, as sentences for its owner; empty for other files, and where it may
/// be whole.
std::string picture_problem(const ByteSource& source);

}  // namespace segmind::media
