#pragma once

#include <cstdint>
#include <optional>

#include "api/byte_source.hpp"
#include "api/media_type.hpp"

namespace segmind::api {

struct PictureSize {
  std::uint64_t width = 0;
  std::uint64_t height = 0;
};

/// What the header of a picture of this type says; nothing when it says nothing that makes sense. Reads a few dozen
/// bytes, and of a JPEG the beginnings of its segments.
std::optional<PictureSize> picture_size(const MediaType& type, const ByteSource& source);

}  // namespace segmind::api
