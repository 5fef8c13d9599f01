#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>

namespace segmind::matrix {

/// What a `--name NUMBER` of a command line sets, by its name.
using Numbers = std::map<std::string, std::function<void(unsigned long)>>;

/// Reads "<program> <client> [--name NUMBER]...", and returns the client. Throws std::invalid_argument, which says
/// `help`, for anything else.
inline std::string read_numbers(int argc, char** argv, const Numbers& numbers, const char* help) {
  if (argc < 2 || argc % 2 != 0) throw std::invalid_argument(help);
  for (int i = 2; i < argc; i += 2) {
    const auto found = numbers.find(argv[i]);
    if (found == numbers.end()) throw std::invalid_argument(help);
    found->second(std::stoul(argv[i + 1]));
  }
  return argv[1];
}

}  // namespace segmind::matrix
