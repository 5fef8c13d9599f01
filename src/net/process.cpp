#include "net/process.hpp"

#if !defined(_WIN32)
#  include <unistd.h>
#endif

namespace segmind::net {

long current_process() noexcept {
#if defined(_WIN32)
  return 0;
#else
  return static_cast<long>(::getpid());
#endif
}

}  // namespace segmind::net
