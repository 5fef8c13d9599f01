#pragma once

#include <string>
#include <string_view>

namespace segmind::os {

/// Why Windows makes no file of this name, or one of another name, in words that follow "the file <path>": devices such
/// as NUL and COM1.txt, streams such as a.mp4:b, names that end with a dot or a blank. Empty: it makes one. `name` is
/// the last part of a path, in UTF-8.
std::string why_not_a_windows_name(std::string_view name);

}  // namespace segmind::os
