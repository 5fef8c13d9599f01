#pragma once

#include <cstddef>
#include <string_view>

namespace segmind::media {

/// What a reference can be.
enum class MediaKind { image, video, voice };

/// A format that the model takes (from resellers of it).
struct MediaType {
  std::string_view name;    ///< As it stands in a data URL: "image/jpeg".
  std::string_view called;  ///< By people: "JPEG".
  MediaKind kind = MediaKind::image;
};

/// What a file is, told by its content alone.
struct RecognisedMedia {
  const MediaType* type = nullptr;  ///< Null: none that the model takes.
  std::string_view other;           ///< What it is instead, such as "a GIF"; empty when that is not known either.
};

/// So many bytes from the beginning are enough for recognise_media().
inline constexpr std::size_t media_head_bytes = 64;

RecognisedMedia recognise_media(std::string_view first_bytes) noexcept;

/// The type of that name ("image/jpg" and other aliases are understood); null when the model takes none such.
const MediaType* media_type_named(std::string_view name);

/// The type that files with this extension have ("jpg", in any case, without the dot); null for any other extension.
const MediaType* media_type_of_extension(std::string_view extension);

/// MP4 and MOV are one container under two names, and files often bear the other's.
bool is_same_format(const MediaType& one, const MediaType& other) noexcept;

}  // namespace segmind::media
