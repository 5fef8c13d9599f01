#pragma once

#include <string>

namespace segmind::c {

/// A text whose names of the C++ face are replaced by those of this one.
std::string in_names_of_c(std::string text);

}  // namespace segmind::c
