#pragma once

#include <string>

#include "media/byte_source.hpp"

namespace segmind::media {

/// Why an MP4 or MOV is no film that can be played, and what to do about it, as sentences; empty when all is well.
///
/// Walks the boxes of the file and reads their heads alone: those of the top level must add up to the file's end, one
/// of them must be the index (moov), and a track of it must hold pictures. Brands are not looked at. A file of more
/// than 100,000 boxes is taken on trust.
std::string film_problem(const ByteSource& source);

}  // namespace segmind::media
