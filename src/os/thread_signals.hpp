#pragma once

namespace segmind::os {

/// Blocks signals on the calling thread, except those of faults. So the program's handlers never run on a thread of
/// this library, and a write to a closed TLS connection raises no SIGPIPE.
void block_signals_on_this_thread() noexcept;

}  // namespace segmind::os
