#pragma once

#include <cstdint>

namespace segmind::os {

#if defined(_WIN32)
using Socket = std::uintptr_t;
#else
using Socket = int;
#endif

/// As socket(), of a kind that no child process inherits: it would keep the connection of an ended call open.
Socket new_socket(int family, int type, int protocol) noexcept;

}  // namespace segmind::os
