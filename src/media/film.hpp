#pragma once

#include <string>

#include "media/byte_source.hpp"

namespace segmind::media {

/// Why an MP4 or MOV cannot be played, and what to do, in sentences; empty when all is well. Reads box headers only:
/// the top-level boxes must add up to the file's size, and one of them must be an index (moov) with a video track.
/// Accepts a file of more than 100,000 boxes unchecked.
std::string film_problem(const ByteSource& source);

}  // namespace segmind::media
