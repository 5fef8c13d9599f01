#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "media/byte_source.hpp"
#include "media/media_type.hpp"
#include "segmind/error.hpp"

namespace segmind::call {

/// A file, or bytes, that somebody wants to upload.
struct MediaCandidate {
  std::string field;      ///< Names it in violations: "path", "paths[2]", "bytes".
  std::string shown;      ///< What stands there as the value.
  std::string extension;  ///< Of its name, without the dot; empty for none.
  std::string declared;   ///< The media type that the caller gave; empty for none.
  const media::ByteSource* source = nullptr;
  std::optional<media::MediaKind> wanted = std::nullopt;  ///< What it is to be used as; not set: anything.
};

/// What it is, told by its content; null when the model would not take it. Appends every reason to `found`: the format,
/// another use than `wanted`, a name or declared type that says otherwise, a film that is not whole or has no picture,
/// and a WAV whose play time is not the documented one.
const media::MediaType* check_media(const MediaCandidate& candidate, std::vector<Violation>& found);

}  // namespace segmind::call
