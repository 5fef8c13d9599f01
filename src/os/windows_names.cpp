#include "os/windows_names.hpp"

#include <algorithm>
#include <array>

namespace segmind::os {
namespace {

constexpr std::array<std::string_view, 7> devices{"CON", "PRN", "AUX", "NUL", "CLOCK$", "CONIN$", "CONOUT$"};
constexpr std::array<std::string_view, 2> numbered_devices{"COM", "LPT"};
constexpr std::array<std::string_view, 3> raised_digits{"\xC2\xB9", "\xC2\xB2", "\xC2\xB3"};

std::string upper(std::string_view text) {
  std::string made(text);
  for (char& c : made) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return made;
}

template <typename Words>
bool is_one_of(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// With an ending, too: NUL.mp4 is NUL.
bool is_device(std::string_view name) {
  const std::string_view before_ending = name.substr(0, name.find('.'));
  const std::string stem = upper(before_ending.substr(0, before_ending.find_last_not_of(' ') + 1));
  if (is_one_of(devices, stem)) return true;
  const std::string_view number = std::string_view(stem).substr(std::min<std::size_t>(stem.size(), 3));
  return is_one_of(numbered_devices, std::string_view(stem).substr(0, 3)) &&
         ((number.size() == 1 && number[0] >= '0' && number[0] <= '9') || is_one_of(raised_digits, number));
}

bool is_forbidden(char c) {
  return static_cast<unsigned char>(c) < 0x20 || std::string_view("<>:\"/\\|?*").find(c) != std::string_view::npos;
}

}  // namespace

std::string why_not_a_windows_name(std::string_view name) {
  if (is_device(name)) return "is a device of Windows; name a file";
  if (name.find(':') != name.npos) return "names a stream of another file; leave out the colon";
  if (std::any_of(name.begin(), name.end(), is_forbidden)) return "holds a character that Windows takes in no name";
  if (!name.empty() && (name.back() == '.' || name.back() == ' ')) {
    return "ends with a dot or a blank, which Windows would leave out";
  }
  return {};
}

}  // namespace segmind::os
