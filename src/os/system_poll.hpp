#pragma once

#include <cstddef>

#if defined(_WIN32)
#  include <winsock2.h>
#else
#  include <poll.h>
#endif

namespace segmind::os {

/// poll(), under whichever name the system has it.
inline int system_poll(pollfd* entries, std::size_t count, int milliseconds) noexcept {
#if defined(_WIN32)
  return ::WSAPoll(entries, static_cast<ULONG>(count), milliseconds);
#else
  return ::poll(entries, static_cast<nfds_t>(count), milliseconds);
#endif
}

}  // namespace segmind::os
