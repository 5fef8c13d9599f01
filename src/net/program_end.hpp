#pragma once

namespace segmind::net {

class Loop;

/// Has rest() called on the loop when the program ends. A loop that is made after that is closed. Throws
/// std::bad_alloc.
void rest_at_program_end(Loop& loop);
/// Waits while the loop is being brought to rest.
void no_longer_rests_at_program_end(Loop& loop) noexcept;

/// For atexit(): brings all loops of this process to rest.
void rest_all_loops() noexcept;

}  // namespace segmind::net
