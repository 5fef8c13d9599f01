#pragma once

namespace segmind::os {

/// From now on dlclose() leaves the library that this code is in loaded until this thread has ended: for threads that
/// may outlive a client, whose plugin may be unloaded then. Does nothing on Windows.
void keep_this_code_for_this_thread() noexcept;

/// dlclose() never unloads the shared library that has `address`, unless it is the one that this code is in. Does
/// nothing on Windows.
void keep_for_ever(const void* address) noexcept;

}  // namespace segmind::os
