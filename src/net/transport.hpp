#pragma once

#include <chrono>
#include <cstdint>

#include "net/exchange.hpp"

namespace segmind::net {

/// Moves the bytes of exchanges: CurlTransport, or what a simulation gives in its place.
///
/// Everything but wake() and close() belongs to one thread.
class Transport {
 public:
  using ExchangeId = std::uint64_t;

  virtual ~Transport() = default;

  /// Begins an exchange. The listener must live until on_done() or stop(). Throws std::bad_alloc, or std::runtime_error
  /// when libcurl refuses an option. After end() the exchange goes nowhere.
  virtual ExchangeId start(HttpRequest request, Listener& listener) = 0;
  /// Ends an exchange; its listener hears no more of it. Not from within on_head() or on_body(): return false there.
  virtual void stop(ExchangeId id) noexcept = 0;
  /// Ends an exchange that got no answer in time: its connection may be dead, and later exchanges keep away from it.
  virtual void stop_silent(ExchangeId id) noexcept = 0;

  /// Waits until something happens, wake() is called, or `longest` has passed; then lets it happen, and tells
  /// listeners. True when more may be there already.
  virtual bool turn(std::chrono::milliseconds longest) noexcept = 0;
  /// True while stopped exchanges still have connections to close; each turn() closes some.
  virtual bool is_closing() const noexcept = 0;

  /// Ends the wait of turn(), now or the next time. Thread-safe.
  virtual void wake() noexcept = 0;
  /// From now on no request leaves. Thread-safe.
  virtual void close() noexcept = 0;
  /// Ends every exchange without a word to its listener, and gives back all connections.
  virtual void end() noexcept = 0;
};

}  // namespace segmind::net
