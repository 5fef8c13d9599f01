#pragma once

#include <chrono>
#include <cstdint>

#include "net/exchange.hpp"

namespace segmind::net {

/// Moves the bytes of exchanges: libcurl does, or what a simulation puts in its place.
///
/// Everything but wake() belongs to one thread.
class Transport {
 public:
  using ExchangeId = std::uint64_t;

  virtual ~Transport() = default;

  /// Begins an exchange. The listener must live until on_done() or stop(). Throws std::bad_alloc, or std::runtime_error
  /// when libcurl refuses an option.
  virtual ExchangeId start(HttpRequest request, Listener& listener) = 0;
  /// Ends an exchange; its listener hears no more of it. Not from within on_head() or on_body(), which return false for
  /// that.
  virtual void stop(ExchangeId id) noexcept = 0;
  /// Likewise, when it got no answer in time: its connection may be dead, and others had better not begin there.
  virtual void stop_silent(ExchangeId id) noexcept = 0;

  /// Waits until something happens, wake() is called, or `longest` has passed; then lets it happen, and tells listeners.
  /// True when more may be there already.
  virtual bool turn(std::chrono::milliseconds longest) = 0;
  /// Ends the wait of turn(), now or the next time. Thread-safe.
  virtual void wake() noexcept = 0;
};

}  // namespace segmind::net
