#pragma once

namespace segmind::text {

/// For what is ASCII by its standard, such as header names and hosts: std::tolower follows the program's locale.
constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

}  // namespace segmind::text
