#pragma once

#include <chrono>
#include <cstdint>

#include "net/exchange.hpp"

namespace segmind::net {

/// Carries out exchanges: CurlTransport, or a simulation. Only wake() and close() are thread-safe.
class Transport {
 public:
  using ExchangeId = std::uint64_t;

  virtual ~Transport() = default;

  /// Starts an exchange. The listener must live until on_done() or stop(). Throws std::bad_alloc, or std::runtime_error
  /// when libcurl refuses an option. After end() the exchange is dropped silently.
  virtual ExchangeId start(HttpRequest request, Listener& listener) = 0;
  /// Ends an exchange without another call to its listener. Inside on_head() and on_body(), return false instead.
  virtual void stop(ExchangeId id) noexcept = 0;
  /// As stop(), for an exchange that got no answer in time: later exchanges avoid its connection, which may be dead.
  virtual void stop_silent(ExchangeId id) noexcept = 0;

  /// Waits for network events or wake(), at most `longest`; then handles them and calls listeners. True when more
  /// events may be waiting.
  virtual bool turn(std::chrono::milliseconds longest) noexcept = 0;
  /// True while stopped exchanges still have open connections; each turn() closes some.
  virtual bool is_closing() const noexcept = 0;

  /// Ends the wait of the current or next turn(). Thread-safe.
  virtual void wake() noexcept = 0;
  /// From now on no request leaves. Thread-safe.
  virtual void close() noexcept = 0;
  /// Drops every exchange without a call to its listener, and closes all connections.
  virtual void end() noexcept = 0;
};

}  // namespace segmind::net
