#pragma once

namespace segmind::net {

class Loop;

/// Registers the loop: rest() is called on it at the program's exit. After that, closes the loop at once. Throws
/// std::bad_alloc.
void rest_at_program_end(Loop& loop);
/// Unregisters the loop. Waits while its rest() is running.
void no_longer_rests_at_program_end(Loop& loop) noexcept;

/// For atexit(): calls rest() on all loops of this process.
void rest_all_loops() noexcept;

}  // namespace segmind::net
