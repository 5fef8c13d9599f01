#pragma once

#include <optional>

#include "segmind/c/segmind.h"
#include "segmind/call_options.hpp"

namespace segmind::c {

/// The options of a call; the default ones where none are given.
class GivenOptions {
 public:
  explicit GivenOptions(const segmind_call_options* given) noexcept;

  const CallOptions& options() const noexcept { return options_; }

  /// Why the options cannot be used.
  const std::optional<Error>& refused() const noexcept { return refused_; }

 private:
  CallOptions options_;
  std::optional<Error> refused_;
};

}  // namespace segmind::c
