#pragma once

#include <chrono>
#include <optional>

#include "api/byte_source.hpp"
#include "api/media_type.hpp"

namespace segmind::api {

/// How long a film or a sound of this type lasts, by its headers; nothing when they do not say it, as in a film made of
/// fragments or an MP3 of changing rate without an index. Reads headers alone, never the content.
std::optional<std::chrono::duration<double>> play_time(const MediaType& type, const ByteSource& source);

}  // namespace segmind::api
