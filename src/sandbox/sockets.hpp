#pragma once

#include <cstddef>

// What systems do differently with sockets.
namespace segmind::sandbox {

/// A TCP socket that does not block and that no child process inherits; -1 and errno when there is none.
int new_tcp_socket() noexcept;

/// What was written and the peer's system has not acknowledged; 0 where the system does not tell.
std::size_t undelivered_bytes(int socket) noexcept;

/// Resets a TCP connection now and leaves the descriptor open.
void reset_connection(int socket) noexcept;

}  // namespace segmind::sandbox
