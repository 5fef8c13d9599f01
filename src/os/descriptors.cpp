#include "os/descriptors.hpp"

#if !defined(_WIN32)
#  include <fcntl.h>
#  include <sys/resource.h>
#  include <unistd.h>

#  include <cerrno>
#  include <limits>

namespace segmind::os {
namespace {

std::string in_words(int reason) {
  if (reason == ENFILE) return "the whole system has reached its limit of open files and sockets";
  rlimit limit{};
  const bool known = ::getrlimit(RLIMIT_NOFILE, &limit) == 0;
  return "this process has reached its limit of open files and sockets" +
         (known ? " (" + std::to_string(limit.rlim_cur) + ')' : std::string()) +
         "; raise the limit (ulimit -n), or run fewer calls at once";
}

}  // namespace

std::string shortage_of_descriptors(std::size_t needed) {
  if (needed == 0) return {};
  const int opened = ::open("/", O_RDONLY | O_CLOEXEC);
  if (opened < 0) return errno == EMFILE || errno == ENFILE ? in_words(errno) : std::string();
  std::string shortage = shortage_of_descriptors(needed - 1);  // keep this descriptor open meanwhile
  ::close(opened);
  return shortage;
}

std::size_t most_descriptors() noexcept {
  rlimit limit{};
  const bool limited = ::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
  return limited ? static_cast<std::size_t>(limit.rlim_cur) : std::numeric_limits<std::size_t>::max();
}

}  // namespace segmind::os

#else

#  include <limits>

namespace segmind::os {

// Windows has no such limit.
std::string shortage_of_descriptors(std::size_t) { return {}; }
std::size_t most_descriptors() noexcept { return std::numeric_limits<std::size_t>::max(); }

}  // namespace segmind::os

#endif
