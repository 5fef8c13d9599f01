#include "os/loaded_code.hpp"

#if !defined(_WIN32)

#  include <dlfcn.h>

namespace segmind::os {
namespace {

struct EndOfThread {
  ~EndOfThread() { waited_for = false; }
  volatile bool waited_for = false;  // volatile: the destructor must not be optimized away
};

}  // namespace

// The C library keeps a library loaded while a thread has a destructor of its to call.
void keep_this_code_for_this_thread() noexcept {
  static thread_local EndOfThread end;
  end.waited_for = true;
}

void keep_for_ever(const void* address) noexcept {
  Dl_info its{}, ours{};
  static const char here = 0;
  if (::dladdr(address, &its) == 0 || ::dladdr(&here, &ours) == 0 || its.dli_fbase == ours.dli_fbase) return;
  // Keeping the handle open is what keeps the library.
  ::dlopen(its.dli_fname, RTLD_LAZY | RTLD_LOCAL | RTLD_NOLOAD);
}

}  // namespace segmind::os

#else

namespace segmind::os {

void keep_this_code_for_this_thread() noexcept {}
void keep_for_ever(const void*) noexcept {}

}  // namespace segmind::os

#endif
