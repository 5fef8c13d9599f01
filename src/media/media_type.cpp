#include "media/media_type.hpp"

#include <string>

#include "media/binary.hpp"

namespace segmind::media {
namespace {

using namespace std::string_view_literals;

constexpr MediaType jpeg{"image/jpeg", "JPEG", MediaKind::image};
constexpr MediaType png{"image/png", "PNG", MediaKind::image};
constexpr MediaType bmp{"image/bmp", "BMP", MediaKind::image};
constexpr MediaType webp{"image/webp", "WEBP", MediaKind::image};
constexpr MediaType mp4{"video/mp4", "MP4", MediaKind::video};
constexpr MediaType mov{"video/quicktime", "MOV", MediaKind::video};
constexpr MediaType wav{"audio/wav", "WAV", MediaKind::voice};
constexpr MediaType mp3{"audio/mpeg", "MP3", MediaKind::voice};

struct Alias {
  std::string_view text;
  const MediaType* type;
};

constexpr Alias aliases[] = {
    {"image/jpeg", &jpeg},    {"image/jpg", &jpeg},  {"image/png", &png},  {"image/bmp", &bmp},
    {"image/x-ms-bmp", &bmp}, {"image/webp", &webp}, {"video/mp4", &mp4},  {"video/quicktime", &mov},
    {"audio/wav", &wav},      {"audio/x-wav", &wav}, {"audio/wave", &wav}, {"audio/vnd.wave", &wav},
    {"audio/mpeg", &mp3},     {"audio/mp3", &mp3},
};

constexpr Alias extensions[] = {
    {"jpg", &jpeg}, {"jpeg", &jpeg}, {"jpe", &jpeg},  {"jfif", &jpeg}, {"png", &png},
    {"bmp", &bmp},  {"dib", &bmp},   {"webp", &webp}, {"mp4", &mp4},   {"m4v", &mp4},
    {"mov", &mov},  {"qt", &mov},    {"wav", &wav},   {"wave", &wav},  {"mp3", &mp3},
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

// Two letters prove little; the size of the header that follows them has only these values.
bool is_bmp(std::string_view bytes) noexcept {
  if (!has_at(bytes, 0, "BM")) return false;
  for (const std::uint64_t size : {12U, 40U, 52U, 56U, 64U, 108U, 124U}) {
    if (little_endian(bytes, 14, 4) == size) return true;
  }
  return false;
}

// A frame of MPEG audio, layer III: eleven bits of synchronisation, and no reserved value in what follows.
bool is_mp3_frame(std::string_view bytes) noexcept {
  if (bytes.size() < 4) return false;
  const std::uint64_t header = big_endian(bytes, 0, 4);
  const auto field = [&](int shift, std::uint64_t mask) { return header >> shift & mask; };
  return field(21, 0x7FF) == 0x7FF && field(19, 3) != 1 && field(17, 3) == 1 && field(12, 15) != 15 &&
         field(10, 3) != 3;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) noexcept {
  for (const std::string_view each : words) {
    if (word == each) return true;
  }
  return false;
}

// The family of MP4: the brand tells films from pictures and from sound.
RecognisedMedia recognise_iso(std::string_view bytes) noexcept {
  const std::string_view type = bytes.substr(4, 4);
  if (type != "ftyp") {
    // QuickTime of old begins with any of its boxes.
    if (is_one_of(type, {"moov", "mdat", "wide", "pnot"})) return {&mov, {}};
    return {};
  }
  const std::string_view brand = bytes.substr(8, 4);
  if (brand == "qt  ") return {&mov, {}};
  if (is_one_of(brand, {"heic", "heix", "heim", "heis", "mif1", "msf1"})) return {nullptr, "a HEIC picture"};
  if (is_one_of(brand, {"avif", "avis"})) return {nullptr, "an AVIF picture"};
  if (is_one_of(brand, {"M4A ", "M4B ", "M4P "})) return {nullptr, "MP4 sound (M4A)"};
  return {&mp4, {}};
}

RecognisedMedia recognise_riff(std::string_view bytes) noexcept {
  const std::string_view form = bytes.substr(8, 4);
  if (form == "WEBP") return {&webp, {}};
  if (form == "WAVE") return {&wav, {}};
  return {nullptr, form == "AVI " ? "an AVI film"sv : ""sv};
}

// What people try most; a name helps more than "unknown".
std::string_view other_format(std::string_view bytes) noexcept {
  if (has_at(bytes, 0, "GIF8")) return "a GIF";
  if (has_at(bytes, 0, "II*\0"sv) || has_at(bytes, 0, "MM\0*"sv)) return "a TIFF picture";
  if (has_at(bytes, 0, "\x1A\x45\xDF\xA3")) return "a Matroska or WebM film";
  if (has_at(bytes, 0, "OggS")) return "Ogg sound";
  if (has_at(bytes, 0, "fLaC")) return "FLAC sound";
  if (has_at(bytes, 0, "FORM") && has_at(bytes, 8, "AIF")) return "AIFF sound";
  if (has_at(bytes, 0, "%PDF")) return "a PDF";
  if (has_at(bytes, 0, "<svg") || has_at(bytes, 0, "<?xml")) return "an XML or SVG text";
  if (has_at(bytes, 0, "<!DOCTYPE") || has_at(bytes, 0, "<html")) return "a web page";
  return {};
}

}  // namespace

RecognisedMedia recognise_media(std::string_view bytes) noexcept {
  if (has_at(bytes, 0, "\xFF\xD8\xFF")) return {&jpeg, {}};
  if (has_at(bytes, 0, "\x89PNG\r\n\x1A\n")) return {&png, {}};
  if (is_bmp(bytes)) return {&bmp, {}};
  if (bytes.size() >= 12 && has_at(bytes, 0, "RIFF")) return recognise_riff(bytes);
  if (has_at(bytes, 0, "ID3") || is_mp3_frame(bytes)) return {&mp3, {}};
  if (bytes.size() >= 12) {
    if (const RecognisedMedia iso = recognise_iso(bytes); iso.type != nullptr || !iso.other.empty()) return iso;
  }
  return {nullptr, other_format(bytes)};
}

const MediaType* media_type_named(std::string_view name) { return look_up(aliases, name); }

const MediaType* media_type_of_extension(std::string_view extension) { return look_up(extensions, extension); }

bool is_same_format(const MediaType& one, const MediaType& other) noexcept {
  return one.name == other.name || (one.kind == MediaKind::video && other.kind == MediaKind::video);
}

}  // namespace segmind::media
