#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "media/byte_source.hpp"
#include "media/media_type.hpp"
#include "segmind/error.hpp"

namespace segmind::call {

/// A file, or bytes in memory, to be checked before an upload.
struct MediaCandidate {
  std::string field;      ///< Violation::field: "path", "paths[2]", "bytes".
  std::string shown;      ///< Violation::value.
  std::string extension;  ///< The file's extension, without the dot; empty for none.
  std::string declared;   ///< The media type that the caller gave; empty for none.
  const media::ByteSource* source = nullptr;
  std::optional<media::MediaKind> wanted = std::nullopt;  ///< The kind that is needed; not set: any.
};

/// The candidate's type by its content; null when the model would not accept it. Adds every reason to `found`: a format
/// or kind that is not accepted, a contradicting extension or declared type, a film that is damaged or has no picture,
/// a picture that is cut, a voice without a sound, a WAV shorter or longer than documented.
const media::MediaType* check_media(const MediaCandidate& candidate, std::vector<Violation>& found);

}  // namespace segmind::call
