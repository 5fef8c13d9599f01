#pragma once

namespace segmind::os {

/// Keeps the program's signals away from the calling thread: a handler of the program never runs on a thread of this
/// library, and a write to a closed TLS connection raises no SIGPIPE.
void block_signals_on_this_thread() noexcept;

}  // namespace segmind::os
