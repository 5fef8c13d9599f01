#pragma once

#include <string>

namespace segmind::cli {

/// A message of the library for somebody who runs the program: names of functions and options that it has otherwise.
inline std::string for_the_program(std::string text) {
  constexpr const char* terms[][2] = {
      {"Client::recover", "segmind recover"}, {", or Client::go_on,", ""}, {" or ClientOptions::api_key", ""}};
  for (const auto& [in_library, here] : terms) {
    const std::string name = in_library;
    for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name)) {
      text.replace(at, name.size(), here);
    }
  }
  return text;
}

}  // namespace segmind::cli
