#pragma once

#include <chrono>
#include <optional>

#include "media/byte_source.hpp"

namespace segmind::media {

/// How long a WAV plays, as its header tells it; nothing for what is no WAV, or does not tell.
std::optional<std::chrono::duration<double>> wav_play_time(const ByteSource& source);

}  // namespace segmind::media
