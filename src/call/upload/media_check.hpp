#pragma once

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
};

/// What it is, told by its content; null when the model would not take it. Every reason why not, each as a violation,
/// is appended to `found`: the format, a name or declared type that says otherwise, and the limits of size, pixels and
/// play time as far as its headers tell them.
const media::MediaType* check_media(const MediaCandidate& candidate, std::vector<Violation>& found);

}  // namespace segmind::call
