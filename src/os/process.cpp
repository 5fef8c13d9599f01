#include "os/process.hpp"

#if defined(_WIN32)
#  include <windows.h>
#else
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

bool is_in_a_dll() noexcept {
#if defined(_WIN32)
  constexpr DWORD by_address = GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
  static const char here = 0;
  HMODULE module = nullptr;
  const BOOL found = ::GetModuleHandleExW(by_address, reinterpret_cast<LPCWSTR>(&here), &module);
  return found != 0 && module != ::GetModuleHandleW(nullptr);
#else
  return false;
#endif
}

}  // namespace segmind::os
