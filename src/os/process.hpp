#pragma once

namespace segmind::os {

/// This process's id, to detect a child of fork(); 0 on Windows, which has no fork().
long current_process() noexcept;

}  // namespace segmind::os
