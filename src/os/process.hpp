#pragma once

namespace segmind::os {

/// Names this process, among those that fork() made of one program; 0 where there is no such thing.
long current_process() noexcept;

}  // namespace segmind::os
