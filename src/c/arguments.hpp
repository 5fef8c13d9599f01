#pragma once

#include <initializer_list>
#include <optional>

#include "c/give.hpp"
#include "c/given/call_options.hpp"

namespace segmind::c {

struct Argument {
  const char* name;
  const void* object;  ///< Null: the program gave NULL, or a value that is not of the library's making.
};

/// Why a call cannot be made with what it was given; nothing where it can.
inline std::optional<Error> refuse(const GivenOptions& options, std::initializer_list<Argument> arguments) {
  for (const Argument& argument : arguments) {
    if (argument.object == nullptr) return missing_value(argument.name);
  }
  return options.refused();
}

}  // namespace segmind::c
