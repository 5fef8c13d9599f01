#include "os/process.hpp"

#if !defined(_WIN32)
#  include <unistd.h>
#endif

namespace segmind::os {

long current_process() noexcept {
#if defined(_WIN32)
  return 0;
#else
  return static_cast<long>(::getpid());
#endif
}

}  // namespace segmind::os
