#pragma once

namespace segmind::call {

/// How a call is stopped.
enum class Stop {
  at_once,     ///< cancel: end now.
  unless_sent  ///< drain: end unless the paid request has left.
};

}  // namespace segmind::call
