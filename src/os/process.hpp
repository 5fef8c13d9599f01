#pragma once

namespace segmind::os {

/// This process's id, to detect a child of fork(); 0 on Windows, which has no fork().
long current_process() noexcept;

/// Whether this code is part of a DLL of Windows. A DLL's exit handlers run when the program's other threads have
/// ended, some of them inside a lock: such a handler must not wait for anything.
bool is_in_a_dll() noexcept;

}  // namespace segmind::os
