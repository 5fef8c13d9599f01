#include "models/prompt_text.hpp"

#include "text/utf8.hpp"

namespace segmind::models {
namespace {

bool is_in(char32_t c, char32_t first, char32_t last) noexcept { return c >= first && c <= last; }

// The zeros of the digits that people type: Arabic, Persian, Devanagari, Bengali, Thai, and in full width.
constexpr char32_t zeros[] = {0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10};

bool shows_nothing(char32_t c) noexcept {
  return c == 0xAD || c == 0x61C || c == 0x640 || is_in(c, 0x200B, 0x200F) || is_in(c, 0x202A, 0x202E) ||
         is_in(c, 0x2060, 0x206F) || is_in(c, 0xFE00, 0xFE0F) || c == 0xFEFF;
}

bool is_space(char32_t c) noexcept {
  return c == U'\t' || c == 0xA0 || is_in(c, 0x2000, 0x200A) || c == 0x202F || c == 0x205F || c == 0x3000;
}

// Latin, Greek and Cyrillic as far as names and units are written in them.
char32_t lower(char32_t c) noexcept {
  if (is_in(c, U'A', U'Z') || (is_in(c, 0xC0, 0xDE) && c != 0xD7)) return c + 0x20;
  if (is_in(c, 0x391, 0x3A9) || is_in(c, 0x410, 0x42F)) return c + 0x20;
  if (is_in(c, 0x400, 0x40F)) return c + 0x50;
  if (is_in(c, 0x1EA0, 0x1EFF) && c % 2 == 0) return c + 1;  // Vietnamese
  if ((is_in(c, 0x100, 0x12F) || is_in(c, 0x14A, 0x177)) && c % 2 == 0) return c + 1;
  if (is_in(c, 0x139, 0x148) && c % 2 == 1) return c + 1;
  return c;
}

char32_t widthless(char32_t c) noexcept {
  if (is_space(c)) return U' ';
  for (const char32_t zero : zeros) {
    if (is_in(c, zero, zero + 9)) return U'0' + (c - zero);
  }
  return is_in(c, 0xFF01, 0xFF5E) ? c - 0xFF01 + U'!' : c;
}

}  // namespace

Script script_of(char32_t c) noexcept {
  if (is_in(c, U'a', U'z') || is_in(c, U'A', U'Z') || c == 0xAA || c == 0xBA) return Script::european;
  if (is_in(c, 0xC0, 0x52F) && c != 0xD7 && c != 0xF7) return Script::european;  // with combining accents
  if (is_in(c, 0x1E00, 0x1FFF)) return Script::european;
  if (is_in(c, 0x590, 0x5FF)) return Script::hebrew;
  if (is_in(c, 0x620, 0x6D3) && !is_in(c, 0x660, 0x66D)) return Script::arabic;
  if (is_in(c, 0x900, 0x97F) && !is_in(c, 0x964, 0x96F)) return Script::devanagari;
  const bool kana = is_in(c, 0x3041, 0x30FF) && c != 0x30FB;
  if (is_han(c) || kana || is_in(c, 0xAC00, 0xD7A3) || is_in(c, 0xE01, 0xE4E)) return Script::unspaced;
  return Script::none;
}

bool is_han(char32_t c) noexcept {
  return is_in(c, 0x3400, 0x4DBF) || is_in(c, 0x4E00, 0x9FFF) || is_in(c, 0xF900, 0xFAFF) || is_in(c, 0x20000, 0x3FFFF);
}

PromptText::PromptText(std::string_view prompt) : prompt_(prompt) {
  std::size_t size = 0;
  for (std::size_t at = 0; at < prompt.size(); at += size) {
    const text::CodePoint point = text::first_code_point(prompt.substr(at));
    size = point.size;
    if (shows_nothing(point.value)) continue;
    points_.push_back(lower(widthless(point.value)));
    offsets_.push_back(at);
  }
  offsets_.push_back(prompt.size());
}

bool PromptText::is_capital(std::size_t index) const noexcept {
  if (index >= points_.size()) return false;
  const char32_t written = widthless(text::first_code_point(prompt_.substr(offsets_[index])).value);
  return lower(written) != written;
}

std::string_view PromptText::original(std::size_t begin, std::size_t end) const noexcept {
  return prompt_.substr(offsets_[begin], offsets_[end] - offsets_[begin]);
}

bool PromptText::starts_with(std::size_t index, std::u32string_view text) const noexcept {
  return index <= size() && between(index, size()).substr(0, text.size()) == text;
}

bool PromptText::ends_with(std::size_t index, std::u32string_view text) const noexcept {
  return index <= size() && index >= text.size() && between(index - text.size(), index) == text;
}

std::u32string_view PromptText::between(std::size_t begin, std::size_t end) const noexcept {
  return std::u32string_view(points_).substr(begin, end - begin);
}

}  // namespace segmind::models
