#pragma once

#include <cstddef>
#include <string_view>

namespace segmind::media {

enum class MediaKind { image, video, voice };

/// A format that a call may take or give.
struct MediaType {
  std::string_view name;       ///< As it stands in a data URL: "image/jpeg".
  std::string_view called;     ///< By people: "JPEG".
  std::string_view described;  ///< In a sentence: "a JPEG picture".
  MediaKind kind = MediaKind::image;
  bool is_boxed = false;  ///< Made of boxes, as MP4 is.
  bool is_taken = false;  ///< As a reference, by the model that makes films from references (from resellers of it).
};

/// What bytes are, told by the bytes alone.
struct RecognisedMedia {
  const MediaType* type = nullptr;  ///< Null: none of the formats above.
  std::string_view other;           ///< What they are instead, such as "a GIF"; empty when that is not known either.

  /// "a PNG picture", "a GIF"; empty when nothing is known.
  std::string_view described() const noexcept { return type != nullptr ? type->described : other; }
};

/// So many bytes from the beginning are enough for recognise_media().
inline constexpr std::size_t media_head_bytes = 64;

RecognisedMedia recognise_media(std::string_view first_bytes) noexcept;

/// The type of that name; "image/jpg" and other aliases are understood. Null for any other name.
const MediaType* media_type_named(std::string_view name);

/// The type that files with this extension have ("jpg", in any case, without the dot). Null for any other extension.
const MediaType* media_type_of_extension(std::string_view extension);

/// MP4 and MOV are one container under two names, and files often bear the other's.
bool is_same_format(const MediaType& one, const MediaType& other) noexcept;

}  // namespace segmind::media
