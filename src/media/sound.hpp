#pragma once

#include <chrono>
#include <optional>

#include "media/byte_source.hpp"

namespace segmind::media {

/// The duration of a WAV by its header; nothing for other files, and when the header does not tell.
std::optional<std::chrono::duration<double>> wav_play_time(const ByteSource& source);

}  // namespace segmind::media
