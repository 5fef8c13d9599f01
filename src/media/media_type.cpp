#include "media/media_type.hpp"

#include <algorithm>
#include <string>

#include "media/binary.hpp"
#include "media/mp3.hpp"
#include "media/other_format.hpp"

namespace segmind::media {
namespace {

constexpr MediaType jpeg{"image/jpeg", "JPEG", "a JPEG picture", MediaKind::image, false, true};
constexpr MediaType png{"image/png", "PNG", "a PNG picture", MediaKind::image, false, true};
constexpr MediaType bmp{"image/bmp", "BMP", "a BMP picture", MediaKind::image, false, true};
constexpr MediaType webp{"image/webp", "WEBP", "a WEBP picture", MediaKind::image, false, true};
constexpr MediaType mp4{"video/mp4", "MP4", "an MP4 film", MediaKind::video, true, true};
constexpr MediaType mov{"video/quicktime", "MOV", "a MOV film", MediaKind::video, true, true};
constexpr MediaType webm{"video/webm", "WebM", "a WebM film", MediaKind::video, false, false};
constexpr MediaType wav{"audio/wav", "WAV", "a WAV sound", MediaKind::voice, false, true};
constexpr MediaType mp3{"audio/mpeg", "MP3", "an MP3 sound", MediaKind::voice, false, true};

struct Alias {
  std::string_view text;
  const MediaType* type;
};

constexpr Alias aliases[] = {
    {"image/jpeg", &jpeg},    {"image/jpg", &jpeg},  {"image/png", &png},   {"image/bmp", &bmp},
    {"image/x-ms-bmp", &bmp}, {"image/webp", &webp}, {"video/mp4", &mp4},   {"video/quicktime", &mov},
    {"audio/wav", &wav},      {"audio/x-wav", &wav}, {"audio/wave", &wav},  {"audio/vnd.wave", &wav},
    {"audio/mpeg", &mp3},     {"audio/mp3", &mp3},   {"video/webm", &webm},
};

constexpr Alias extensions[] = {
    {"jpg", &jpeg}, {"jpeg", &jpeg}, {"jpe", &jpeg}, {"jfif", &jpeg}, {"png", &png}, {"bmp", &bmp},
    {"dib", &bmp},  {"webp", &webp}, {"mp4", &mp4},  {"m4v", &mp4},   {"mov", &mov}, {"qt", &mov},
    {"wav", &wav},  {"wave", &wav},  {"mp3", &mp3},  {"webm", &webm},
};

template <std::size_t Count>
const MediaType* look_up(const Alias (&table)[Count], std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  }
  for (const Alias& alias : table) {
    if (alias.text == lower) return alias.type;
  }
  return nullptr;
}

// "BM" alone proves little, so check the size of the header that follows: it has only these values.
bool is_bmp(std::string_view bytes) noexcept {
  if (!has_at(bytes, 0, "BM")) return false;
  for (const std::uint64_t size : {12U, 40U, 52U, 56U, 64U, 108U, 124U}) {
    if (little_endian(bytes, 14, 4) == size) return true;
  }
  return false;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) noexcept {
  for (const std::string_view each : words) {
    if (word == each) return true;
  }
  return false;
}

// HEIF files (MIAF) name their format among the compatible brands.
std::string_view picture_of_brand(std::string_view bytes) noexcept {
  const std::size_t end = std::min<std::size_t>(bytes.size(), static_cast<std::size_t>(big_endian(bytes, 0, 4)));
  for (std::size_t at = 8; at + 4 <= end; at += 4) {
    const std::string_view brand = bytes.substr(at, 4);
    if (is_one_of(brand, {"avif", "avis"})) return "an AVIF picture";
    if (is_one_of(brand, {"heic", "heix", "heim", "heis"})) return "a HEIC picture";
  }
  return "a HEIF picture";
}

// Old QuickTime files may begin with any of these boxes. A text may have such a word there, too, but its first four
// bytes are printable, which those of a box's length are not.
bool is_old_quicktime(std::string_view bytes) noexcept {
  const auto printable = [](char c) { return c >= 0x20 && c < 0x7F; };
  return is_one_of(bytes.substr(4, 4), {"moov", "mdat", "wide", "pnot"}) &&
         !std::all_of(bytes.begin(), bytes.begin() + 4, printable);
}

// Files made of boxes, as MP4 is: the brand tells films, pictures and sound apart.
RecognisedMedia recognise_boxes(std::string_view bytes) noexcept {
  if (!has_at(bytes, 4, "ftyp")) return {is_old_quicktime(bytes) ? &mov : nullptr, {}};
  const std::string_view brand = bytes.substr(8, 4);
  if (brand == "qt  ") return {&mov, {}};
  if (is_one_of(brand, {"mif1", "msf1", "avif", "avis", "heic", "heix", "heim", "heis"})) {
    return {nullptr, picture_of_brand(bytes)};
  }
  if (is_one_of(brand, {"M4A ", "M4B ", "M4P "})) return {nullptr, "MP4 sound (M4A)"};
  return {&mp4, {}};
}

// WebM and Matroska differ only in the text of the DocType element: two bytes id, one byte length, then the text.
bool is_webm(std::string_view bytes) noexcept {
  if (!has_at(bytes, 0, "\x1A\x45\xDF\xA3")) return false;
  const std::size_t doc_type = bytes.find("\x42\x82");
  return doc_type != std::string_view::npos && has_at(bytes, doc_type + 3, "webm");
}

const MediaType* known_type(std::string_view bytes) noexcept {
  if (has_at(bytes, 0, "\xFF\xD8\xFF")) return &jpeg;
  if (has_at(bytes, 0, "\x89PNG\r\n\x1A\n")) return &png;
  if (is_bmp(bytes)) return &bmp;
  if (has_at(bytes, 0, "RIFF") && has_at(bytes, 8, "WEBP")) return &webp;
  if (has_at(bytes, 0, "RIFF") && has_at(bytes, 8, "WAVE")) return &wav;
  if (is_webm(bytes)) return &webm;
  return has_mp3_tag(bytes) || is_mp3_frame(bytes) ? &mp3 : nullptr;
}

}  // namespace

RecognisedMedia recognise_media(std::string_view bytes) noexcept {
  if (has_at(bytes, 4, "ftyp")) return recognise_boxes(bytes);  // the most frequent case first
  if (const MediaType* type = known_type(bytes)) return {type, {}};
  if (bytes.size() >= 8) {
    if (const RecognisedMedia boxes = recognise_boxes(bytes); !boxes.described().empty()) return boxes;
  }
  return {nullptr, other_format(bytes)};
}

const MediaType* media_type_named(std::string_view name) { return look_up(aliases, name); }

const MediaType* media_type_of_extension(std::string_view extension) { return look_up(extensions, extension); }

bool is_same_format(const MediaType& one, const MediaType& other) noexcept {
  return one.name == other.name || (one.is_boxed && other.is_boxed);
}

}  // namespace segmind::media
