#pragma once

namespace segmind::call {

/// How a call is ended: at once, or only if it has sent nothing that pays; else it goes on, but pays no second time.
enum class Stop { at_once, unless_sent };

}  // namespace segmind::call
