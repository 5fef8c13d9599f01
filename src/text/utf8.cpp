#include "text/utf8.hpp"

#include <algorithm>
#include <array>

namespace segmind::text {
namespace {

struct Range {
  std::uint32_t first, last;
};

template <std::size_t N>
bool contains(const std::array<Range, N>& set, std::uint32_t code_point) noexcept {
  return std::any_of(set.begin(), set.end(),
                     [&](Range range) { return code_point >= range.first && code_point <= range.last; });
}

// Unicode's White_Space.
constexpr std::array<Range, 10> white_space{{{0x09, 0x0D},
                                             {0x20, 0x20},
                                             {0x85, 0x85},
                                             {0xA0, 0xA0},
                                             {0x1680, 0x1680},
                                             {0x2000, 0x200A},
                                             {0x2028, 0x2029},
                                             {0x202F, 0x202F},
                                             {0x205F, 0x205F},
                                             {0x3000, 0x3000}}};

// Characters without a glyph: joiners, direction marks, fillers, the byte order mark.
constexpr std::array<Range, 11> invisible{{{0xAD, 0xAD},
                                           {0x34F, 0x34F},
                                           {0x61C, 0x61C},
                                           {0x115F, 0x1160},
                                           {0x180E, 0x180E},
                                           {0x200B, 0x200F},
                                           {0x202A, 0x202E},
                                           {0x2060, 0x206F},
                                           {0x3164, 0x3164},
                                           {0xFEFF, 0xFEFF},
                                           {0xFFA0, 0xFFA0}}};

// Characters that make a terminal reorder the text.
constexpr std::array<Range, 4> turns_direction{{{0x61C, 0x61C}, {0x200E, 0x200F}, {0x202A, 0x202E}, {0x2066, 0x2069}}};

constexpr std::string_view ellipsis = "...";

// What excerpt() writes for one step of the text.
std::string_view shown(std::string_view step, CodePoint point) noexcept {
  if (!point.valid) return replacement_character;
  if (contains(white_space, point.value)) return " ";
  if (is_control(point.value) || contains(turns_direction, point.value)) return replacement_character;
  return step;
}

}  // namespace

CodePoint first_code_point(std::string_view text) noexcept {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return {};
  std::uint32_t value = lead & (0x7Fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    value = value << 6 | (byte(i) & 0x3Fu);
  }
  constexpr std::array<std::uint32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < smallest[size] || value > 0x10FFFF || surrogate) return {};
  return {value, size, true};
}

bool is_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    if (!point.valid) return false;
    text.remove_prefix(point.size);
  }
  return true;
}

std::size_t count_code_points(std::string_view text) noexcept {
  std::size_t count = 0;
  for (; !text.empty(); text.remove_prefix(first_code_point(text).size)) ++count;
  return count;
}

bool is_blank(std::string_view text) noexcept {
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    const bool shows_nothing = point.valid && (contains(white_space, point.value) || contains(invisible, point.value) ||
                                               is_control(point.value));
    if (!shows_nothing) return false;
    text.remove_prefix(point.size);
  }
  return true;
}

bool is_control(std::uint32_t code_point) noexcept {
  return code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0);
}

std::string excerpt(std::string_view text, std::size_t max_bytes) {
  const auto plain = [](char c) { return c > ' ' && c <= '~'; };
  if (text.size() <= max_bytes && std::all_of(text.begin(), text.end(), plain)) return std::string(text);  // most calls
  const std::size_t kept = max_bytes - std::min(max_bytes, ellipsis.size());
  std::string line;
  std::size_t cut = 0;  // the line's end if an ellipsis must follow
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    const std::string_view next = shown(text.substr(0, point.size), point);
    text.remove_prefix(point.size);
    if (next == " " && (line.empty() || line.back() == ' ')) continue;
    if (line.size() + next.size() > max_bytes) {
      if (next == " ") continue;  // perhaps only white space is left
      line.resize(cut);
      line += ellipsis.substr(0, max_bytes - std::min(cut, max_bytes));
      return line;
    }
    line += next;
    if (line.size() <= kept) cut = line.size();
  }
  if (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

}  // namespace segmind::text
