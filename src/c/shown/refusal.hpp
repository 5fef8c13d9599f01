#pragma once

#include <string>
#include <utility>

#include "segmind/error.hpp"

namespace segmind::c {

/// The error of a call that was given what it cannot use. Nothing was sent.
inline Error refusal(std::string message) {
  Error error;
  error.kind = ErrorKind::misuse;
  error.charge = Charge::none;
  error.message = std::move(message);
  return error;
}

}  // namespace segmind::c
