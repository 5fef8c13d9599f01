#include "cli/batch/manifest/encoding.hpp"

#include <algorithm>
#include <cstddef>

namespace segmind::cli {
namespace {

std::size_t length_of_character(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return 2;
  if (first >= 0xE0 && first <= 0xEF) return 3;
  if (first >= 0xF0 && first <= 0xF4) return 4;
  return 0;
}

/// Where the first byte is that is no UTF-8; npos for none.
std::size_t foreign_byte(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = length_of_character(static_cast<unsigned char>(text[at]));
    if (length == 0 || at + length > text.size()) return at;
    for (std::size_t i = 1; i < length; ++i) {
      if ((static_cast<unsigned char>(text[at + i]) & 0xC0) != 0x80) return at;
    }
    at += length;
  }
  return std::string_view::npos;
}

/// ASCII, which manifests begin with, has a zero in each of its characters there.
bool is_utf_16(std::string_view text) {
  if (text.size() < 2) return false;
  const std::string_view begin = text.substr(0, 2);
  if (begin == "\xFF\xFE" || begin == "\xFE\xFF") return true;
  return (begin[0] == '\0') != (begin[1] == '\0');
}

}  // namespace

std::string problem_with_encoding(std::string_view text) {
  if (is_utf_16(text)) return "is UTF-16; save it as UTF-8, for instance with iconv -f UTF-16 -t UTF-8";
  const std::size_t at = foreign_byte(text);
  if (at == std::string_view::npos) return "";
  const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
  return "is not UTF-8 from its line " + std::to_string(line) +
         " on; it looks like Latin-1 or another encoding of one byte a letter. Save it as UTF-8, for instance with "
         "iconv -f LATIN1 -t UTF-8";
}

}  // namespace segmind::cli
