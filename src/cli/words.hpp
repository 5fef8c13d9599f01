#pragma once

#include <string>

namespace segmind::cli {

/// A message of the library for somebody who runs the program: it names flags and commands where the library names its
/// functions and options.
std::string for_the_program(std::string text);

}  // namespace segmind::cli
