#pragma once

#include <string_view>

/// The models' names for people, in --help and at the start.
namespace segmind::sandbox::names {

/// The slug in the program's examples.
inline constexpr std::string_view example_slug = "wan2.7-r2v";

inline constexpr std::string_view list =
    "  wan2.7-r2v         a clip from a prompt and references\n"
    "  wan-2.2-t2v-fast   a clip from a prompt\n"
    "  p-image            a picture from a prompt\n";

}  // namespace segmind::sandbox::names
