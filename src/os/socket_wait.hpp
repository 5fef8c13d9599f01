#pragma once

#include <chrono>

namespace segmind::os {

enum class Readiness { to_read, to_write, to_read_or_write };

/// Waits until a socket can be read or written without blocking, or has failed; at most so long. Whether that is so.
bool wait_for_socket(int socket, Readiness readiness, std::chrono::milliseconds longest) noexcept;

}  // namespace segmind::os
