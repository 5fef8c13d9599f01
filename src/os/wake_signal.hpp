#pragma once

#include "os/socket.hpp"

namespace segmind::os {

/// A socket that another thread makes readable: a pipe, or a pair of connections to itself on Windows, whose WSAPoll()
/// takes sockets alone. Only raise() is thread-safe.
class WakeSignal {
 public:
  WakeSignal();  ///< Throws std::system_error.
  ~WakeSignal();
  WakeSignal(const WakeSignal&) = delete;
  WakeSignal& operator=(const WakeSignal&) = delete;

  Socket socket() const noexcept { return reader_; }  ///< Readable while the signal is raised.
  void raise() noexcept;
  bool lower() noexcept;  ///< False when the signal is broken: it stays readable, and raise() does nothing.

 private:
  Socket reader_;
  Socket writer_;
};

}  // namespace segmind::os
