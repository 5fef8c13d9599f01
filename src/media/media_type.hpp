#pragma once

#include <cstddef>
#include <string_view>

namespace segmind::media {

enum class MediaKind { image, video, voice };

/// A media format that a call may take or return.
struct MediaType {
  std::string_view name;       ///< The media type, as in a data URL: "image/jpeg".
  std::string_view called;     ///< The usual name: "JPEG".
  std::string_view described;  ///< For a sentence: "a JPEG picture".
  MediaKind kind = MediaKind::image;
  bool is_boxed = false;  ///< Made of boxes, as MP4 is.
  bool is_taken = false;  ///< Accepted as a reference by the model that takes references (known from resellers).
};

/// The format of some bytes, judged by the bytes alone.
struct RecognisedMedia {
  const MediaType* type = nullptr;  ///< Null: not a format that a call takes or returns.
  std::string_view other;           ///< When `type` is null: another format, such as "a GIF", or empty for unknown.

  /// "a PNG picture", "a GIF"; empty for an unknown format.
  std::string_view described() const noexcept { return type != nullptr ? type->described : other; }
};

/// How many of the first bytes recognise_media() needs at most.
inline constexpr std::size_t media_head_bytes = 64;

RecognisedMedia recognise_media(std::string_view first_bytes) noexcept;

/// The type of a media type's name or alias, such as "image/jpeg" or "image/jpg". Null for unknown names.
const MediaType* media_type_named(std::string_view name);

/// The type of a file name's extension, without the dot, in any case: "jpg". Null for unknown extensions.
const MediaType* media_type_of_extension(std::string_view extension);

/// Whether both are the same format. MP4 and MOV count as one: files often have the extension of the other.
bool is_same_format(const MediaType& one, const MediaType& other) noexcept;

}  // namespace segmind::media
