#pragma once

#include <segmind/segmind.hpp>

#include "cli/interrupts.hpp"

namespace segmind::cli {

/// Options of a call that costs nothing: the first Ctrl-C ends it.
inline segmind::CallOptions ended_by_interrupts() {
  const segmind::CancellationSource cancellation;
  segmind::CallOptions options;
  options.cancellation = cancellation.token();
  options.progress = [cancellation](const segmind::Progress&) {
    if (interrupts > 0) cancellation.cancel();
  };
  return options;
}

}  // namespace segmind::cli
