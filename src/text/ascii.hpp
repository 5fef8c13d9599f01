#pragma once

namespace segmind::text {

/// Lower case in ASCII, for header names, hosts and the like. std::tolower would follow the program's locale.
constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

}  // namespace segmind::text
