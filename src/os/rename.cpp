#include "os/rename.hpp"

#if defined(_WIN32)
#  include <windows.h>

#  include <chrono>
#  include <thread>
#endif

namespace segmind::os {

#if defined(_WIN32)

namespace {

constexpr std::chrono::milliseconds patience{1000};
constexpr std::chrono::milliseconds between_tries{10};

bool may_pass(DWORD failure) {
  return failure == ERROR_SHARING_VIOLATION || failure == ERROR_LOCK_VIOLATION || failure == ERROR_ACCESS_DENIED;
}

}  // namespace

void rename_file(const std::filesystem::path& from, const std::filesystem::path& to, std::error_code& error) {
  const auto until = std::chrono::steady_clock::now() + patience;
  for (;;) {
    error.clear();
    if (::MoveFileExW(from.c_str(), to.c_str(), MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH) != 0) return;
    const DWORD failure = ::GetLastError();
    error.assign(static_cast<int>(failure), std::system_category());
    std::error_code ignored;
    if (!may_pass(failure) || std::filesystem::is_directory(to, ignored)) return;
    if (std::chrono::steady_clock::now() >= until) return;
    std::this_thread::sleep_for(between_tries);
  }
}

#else

void rename_file(const std::filesystem::path& from, const std::filesystem::path& to, std::error_code& error) {
  std::filesystem::rename(from, to, error);
}

#endif

}  // namespace segmind::os
