#include "os/boot_time.hpp"

#if defined(__linux__)
#  include <time.h>
#elif defined(__APPLE__)
#  include <time.h>
#elif defined(_WIN32)
#  include <windows.h>
#endif

namespace segmind::os {

std::chrono::nanoseconds since_boot() noexcept {
#if defined(__linux__) || defined(__APPLE__)
#  if defined(__linux__)
  constexpr clockid_t through_sleep = CLOCK_BOOTTIME;
#  else
  constexpr clockid_t through_sleep = CLOCK_MONOTONIC;  // which macOS lets run on
#  endif
  timespec now{};
  if (::clock_gettime(through_sleep, &now) == 0) {
    return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
  }
#elif defined(_WIN32)
  return std::chrono::milliseconds(::GetTickCount64());
#endif
  return std::chrono::steady_clock::now().time_since_epoch();
}

}  // namespace segmind::os
