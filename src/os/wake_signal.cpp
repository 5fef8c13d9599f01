#include "os/wake_signal.hpp"

#if !defined(_WIN32)

#  include <fcntl.h>
#  include <unistd.h>

#  include <cerrno>
#  include <system_error>

namespace segmind::os {
namespace {

void open_pipe(int (&ends)[2]) {
#  if defined(__linux__)
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0) return;
#  else
  if (::pipe(ends) == 0) {
    for (const int end : ends) {
      ::fcntl(end, F_SETFD, FD_CLOEXEC);
      ::fcntl(end, F_SETFL, O_NONBLOCK);
    }
    return;
  }
#  endif
  throw std::system_error(errno, std::generic_category());
}

}  // namespace

WakeSignal::WakeSignal() {
  int ends[2];
  open_pipe(ends);
  reader_ = ends[0];
  writer_ = ends[1];
}

WakeSignal::~WakeSignal() {
  ::close(writer_);
  ::close(reader_);
}

void WakeSignal::raise() noexcept {
  const char byte = 0;
  [[maybe_unused]] const ssize_t written = ::write(writer_, &byte, 1);  // fails when the pipe is full of wake-ups
}

bool WakeSignal::lower() noexcept {
  char bytes[256];
  ssize_t got = 0;
  do got = ::read(reader_, bytes, sizeof bytes);
  while (got == static_cast<ssize_t>(sizeof bytes));
  return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
}

}  // namespace segmind::os

#endif
