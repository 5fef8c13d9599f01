#include "media/other_format.hpp"

#include <algorithm>
#include <cstddef>

#include "media/binary.hpp"

namespace segmind::media {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view blanks = " \t\r\n";

// The text behind a byte order mark and white space.
std::string_view text_of(std::string_view bytes) noexcept {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (has_at(bytes, 0, mark)) bytes.remove_prefix(mark.size());
  bytes.remove_prefix(std::min(bytes.find_first_not_of(blanks), bytes.size()));
  return bytes;
}

bool begins(std::string_view text, std::string_view lower_case) noexcept {
  if (text.size() < lower_case.size()) return false;
  return std::equal(lower_case.begin(), lower_case.end(), text.begin(), [](char wanted, char c) {
    return wanted == (c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c);
  });
}

// RTF and some scripts begin with a bracket, too, so the next character decides.
bool is_json(std::string_view text) noexcept {
  if (text.empty() || (text.front() != '{' && text.front() != '[')) return false;
  const std::size_t next = text.find_first_not_of(blanks, 1);
  if (next == std::string_view::npos) return false;
  const std::string_view after = text.front() == '{' ? "\"}"sv : "\"{[]-0123456789"sv;
  return after.find(text[next]) != std::string_view::npos;
}

// UTF-16 with a byte order mark, or in Western letters, where every other byte is zero.
bool is_utf16(std::string_view bytes) noexcept {
  if (has_at(bytes, 0, "\xFF\xFE") || has_at(bytes, 0, "\xFE\xFF")) return true;
  constexpr std::size_t looked_at = 8;
  if (bytes.size() < looked_at) return false;
  const auto letters_at = [&](std::size_t first) {
    for (std::size_t i = 0; i < looked_at; ++i) {
      const bool is_letter = byte_at(bytes, i) >= 0x09 && byte_at(bytes, i) < 0x7F;
      if (i % 2 == first ? !is_letter : bytes[i] != '\0') return false;
    }
    return true;
  };
  return letters_at(0) || letters_at(1);
}

std::string_view text_format(std::string_view bytes) noexcept {
  if (is_utf16(bytes)) return "UTF-16 text";
  const std::string_view text = text_of(bytes);
  if (has_at(text, 0, "version https://git-lfs.github.com/spec/v1"))
    return "a Git LFS pointer (git lfs pull fetches the file itself)";
  if (begins(text, "<!doctype html") || begins(text, "<html")) return "an HTML page";
  if (begins(text, "<svg") || begins(text, "<?xml")) return "an XML or SVG text";
  return is_json(text) ? "JSON"sv : ""sv;
}

}  // namespace

std::string_view other_format(std::string_view bytes) noexcept {
  if (has_at(bytes, 0, "GIF8")) return "a GIF";
  if (has_at(bytes, 0, "II*\0"sv) || has_at(bytes, 0, "MM\0*"sv)) return "a TIFF picture";
  if (has_at(bytes, 0, "\x1A\x45\xDF\xA3")) return "a Matroska film";
  if (has_at(bytes, 0, "RIFF") && has_at(bytes, 8, "AVI ")) return "an AVI film";
  if (has_at(bytes, 0, "RF64")) return "a WAV in the form for more than 4 GB (RF64)";
  if (has_at(bytes, 0, "OggS")) return "Ogg sound";
  if (has_at(bytes, 0, "fLaC")) return "FLAC sound";
  if (has_at(bytes, 0, "FORM") && has_at(bytes, 8, "AIF")) return "AIFF sound";
  if (has_at(bytes, 0, "%PDF")) return "a PDF";
  if (has_at(bytes, 0, "PK\x03\x04")) return "a ZIP archive";
  if (has_at(bytes, 0, "\x1F\x8B")) return "a gzip archive";
  return text_format(bytes);
}

}  // namespace segmind::media
