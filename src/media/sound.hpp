#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "media/byte_source.hpp"

namespace segmind::media {

/// Why a WAV or MP3 certainly has no sound, as sentences for its owner; empty for other files, and where it may have
/// some.
std::string sound_problem(const ByteSource& source);

/// The duration of a WAV by its header; nothing for other files, and when the header does not tell.
std::optional<std::chrono::duration<double>> wav_play_time(const ByteSource& source);

}  // namespace segmind::media
