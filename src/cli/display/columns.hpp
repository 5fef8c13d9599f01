#pragma once

#include <cstddef>
#include <string>

namespace segmind::cli {

/// How wide a text in UTF-8 is on a terminal; wide letters and combining marks aside.
std::size_t columns(const std::string& text);

/// The text with blanks behind it, so that it is as wide at least.
std::string padded(std::string text, std::size_t width);

}  // namespace segmind::cli
