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

// What an exchange is to those who ask for one.
namespace segmind::net {

using Headers = std::vector<std::pair<std::string, std::string>>;  ///< Names in lower case.

/// What is sent as a request's body, read once, from front to back.
struct Body {
  std::uint64_t size = 0;
  const char* data = nullptr;  ///< Where it is in memory, for as long as the listener lives. Null: `read` has it.
  std::function<std::size_t(char* buffer, std::size_t room)> read;  ///< Writes up to `room` bytes and says how many.
};

/// Which connection an exchange gets. What may be reused for what stands in multis.hpp.
enum class Connection {
  shared,  ///< One that stands, a stream of it, or a new one that others may use afterwards.
  fresh,   ///< A new one, closed afterwards: those that stand may be dead.
  own      ///< A new one for a request that pays, closed afterwards: a dead one must not take it along.
};

/// What libcurl reads at once by default, enough for whatever is not a clip.
inline constexpr std::size_t least_piece = 16 * 1024;

/// One exchange. Nothing is followed, repeated or added to it.
struct HttpRequest {
  std::string method = "GET";
  SharedAddress address;      ///< http or https; the caller has decided that it may be asked.
  SharedHeaderLines headers;  ///< May be null.
  std::optional<Body> body;
  Connection connection = Connection::shared;
  std::chrono::milliseconds connect_timeout{30'000};
  std::uint64_t max_body = UINT64_MAX;
  std::size_t piece = least_piece;  ///< In bytes: so much of the answer is read at once, unless many are under way.
};

struct Head {
  int status = 0;
  Headers headers;
  std::optional<std::uint64_t> length;  ///< Content-Length, when it was a number.
};

/// How far an exchange got, in this order. Only the last one means that the answer is whole.
enum class Reached {
  nothing,   ///< Not a byte of the request has left.
  sending,   ///< A connection stands; a part of the request may have left.
  sent,      ///< The whole request was handed over; the other side may act on it.
  answered,  ///< The answer's head is complete.
  complete   ///< The answer ended where HTTP says that it ends.
};

/// Why an exchange ended.
enum class Ending {
  complete,
  resolve,          ///< The name could not be looked up.
  connect,          ///< No connection could be made.
  connect_timeout,  ///< None was made in time.
  descriptors,      ///< This process has no descriptor left for one.
  tls,              ///< TLS could not be agreed on.
  certificate,      ///< The other side's certificate is not to be trusted.
  authorities,      ///< The authorities that certificates are checked against cannot be read.
  broken,           ///< The connection ended, or broke HTTP, before the exchange was whole.
  too_large,        ///< The answer is larger than HttpRequest::max_body, or its head larger than any real one.
  refused,          ///< The listener said no.
  closed,           ///< The loop was closed, or the listener said no, before the whole request had left.
  local             ///< This side could not go on: out of memory, or an unusable option such as a CA file.
};

struct Outcome {
  Ending ending = Ending::complete;
  Reached reached = Reached::nothing;
  std::string problem;  ///< libcurl's words; empty when complete.
  std::uint64_t received = 0;
  std::chrono::milliseconds took{0};
};

/// Told of an exchange, on the loop's thread. None of the functions may throw.
class Listener {
 public:
  /// Asked when it could leave; false ends the exchange, with Ending::closed.
  virtual bool may_send() noexcept { return true; }
  virtual void on_connected() noexcept {}
  virtual void on_sent() noexcept {}
  virtual bool on_head(Head head) noexcept = 0;                                ///< False ends the exchange.
  virtual bool on_body(const std::byte* data, std::size_t size) noexcept = 0;  ///< False ends the exchange.
  virtual void on_done(const Outcome& outcome) noexcept = 0;                   ///< The last call. May start anew.

 protected:
  ~Listener() = default;
};

}  // namespace segmind::net
