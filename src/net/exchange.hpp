#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "net/address.hpp"
#include "net/header_lines.hpp"

// What callers of a transport see of an exchange: one HTTP request and its answer.
namespace segmind::net {

using Headers = std::vector<std::pair<std::string, std::string>>;  ///< Names in lower case.

/// A request's body, read once, from front to back.
struct Body {
  std::uint64_t size = 0;
  const char* data = nullptr;  ///< The bytes; must outlive the listener. Null: `read` produces them.
  std::function<std::size_t(char* buffer, std::size_t room)> read;  ///< Writes up to `room` bytes; returns how many.
};

/// Which connection an exchange gets; multis.hpp has the details.
enum class Connection {
  shared,  ///< An open connection or an HTTP/2 stream of it, else a new one that later exchanges may reuse.
  fresh,   ///< A new connection, closed afterwards: for retries, as open ones may be dead.
  own      ///< A new connection for a request that pays, closed afterwards and used for nothing else.
};

/// libcurl's default receive buffer in bytes, enough for every answer but a clip.
inline constexpr std::size_t least_piece = 16 * 1024;

/// One exchange. Redirects are not followed, and nothing is sent twice.
struct HttpRequest {
  std::string method = "GET";
  SharedAddress address;      ///< http or https; the caller must have checked it.
  SharedHeaderLines headers;  ///< May be null.
  std::optional<Body> body;
  Connection connection = Connection::shared;
  std::chrono::milliseconds connect_timeout{30'000};
  std::uint64_t max_body = UINT64_MAX;
  std::size_t piece = least_piece;  ///< Receive buffer in bytes; ignored when many exchanges are in flight.
};

struct Head {
  int status = 0;
  Headers headers;
  std::optional<std::uint64_t> length;  ///< Content-Length, when it was a number.
};

/// How far an exchange got, in this order. Only `complete` means that the answer is whole.
enum class Reached {
  nothing,   ///< Not a byte of the request has left.
  sending,   ///< Connected; a part of the request may have left.
  sent,      ///< The whole request was handed to the system; the server may act on it.
  answered,  ///< The answer's head is complete.
  complete   ///< The answer ended where HTTP says that it ends.
};

/// Why an exchange ended.
enum class Ending {
  complete,
  resolve,          ///< The name could not be looked up.
  connect,          ///< No connection could be made.
  connect_timeout,  ///< No connection was made within HttpRequest::connect_timeout.
  shortage,         ///< This process has no descriptor, or no thread, left for a connection.
  tls,              ///< TLS could not be agreed on.
  certificate,      ///< The server's certificate could not be verified.
  authorities,      ///< The CA certificates cannot be read.
  broken,           ///< The connection ended, or broke HTTP, before the exchange was whole.
  too_large,        ///< The answer is larger than HttpRequest::max_body, or its head larger than any real one.
  refused,          ///< The listener returned false for the head or the body.
  closed,           ///< The loop was closed, or the listener's may_send() returned false, before the request had left.
  local             ///< This side could not go on: out of memory, or an unusable option such as a CA file.
};

struct Outcome {
  Ending ending = Ending::complete;
  Reached reached = Reached::nothing;
  std::string problem;  ///< libcurl's words; empty when complete.
  std::uint64_t received = 0;
  std::chrono::milliseconds took{0};
};

/// Observes an exchange, on the loop's thread. No function may throw.
class Listener {
 public:
  /// Called right before the request leaves; false ends the exchange with Ending::closed.
  virtual bool may_send() noexcept { return true; }
  virtual void on_connected() noexcept {}
  virtual void on_sent() noexcept {}
  virtual bool on_head(Head head) noexcept = 0;                                ///< False ends the exchange.
  virtual bool on_body(const std::byte* data, std::size_t size) noexcept = 0;  ///< False ends the exchange.
  virtual void on_done(const Outcome& outcome) noexcept = 0;  ///< The last call. May start another exchange.

 protected:
  ~Listener() = default;
};

}  // namespace segmind::net
