#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/address.hpp"
#include "net/curl.hpp"

namespace segmind::net {

using Headers = std::vector<std::pair<std::string, std::string>>;  ///< Names in lower case.

/// Header lines, "name: value", checked by whoever gives them. Any number of exchanges may send the same ones.
class HeaderLines {
 public:
  HeaderLines(std::initializer_list<std::string> lines);  ///< Throws std::bad_alloc.
  void add(const std::string& line);                      ///< Likewise.
  curl_slist* list() const noexcept { return list_.get(); }

 private:
  HeaderList list_;
};
using SharedHeaderLines = std::shared_ptr<const HeaderLines>;

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

/// One exchange. Nothing is followed, repeated or added to it.
struct Request {
  std::string method = "GET";
  SharedAddress address;      ///< http or https; the caller has decided that it may be asked.
  SharedHeaderLines headers;  ///< May be null.
  std::optional<Body> body;
  Connection connection = Connection::shared;
  std::chrono::milliseconds connect_timeout{30'000};
  std::uint64_t max_body = UINT64_MAX;
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
  tls,              ///< TLS could not be agreed on.
  certificate,      ///< The other side's certificate is not to be trusted.
  broken,           ///< The connection ended, or broke HTTP, before the exchange was whole.
  too_large,        ///< The answer is larger than Request::max_body, or its head larger than any real one.
  refused,          ///< The listener said no.
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
  virtual void on_connected() noexcept {}
  virtual void on_sent() noexcept {}
  virtual bool on_head(Head head) noexcept = 0;                                ///< False ends the exchange.
  virtual bool on_body(const std::byte* data, std::size_t size) noexcept = 0;  ///< False ends the exchange.
  virtual void on_done(const Outcome& outcome) noexcept = 0;                   ///< The last call. May start anew.

 protected:
  ~Listener() = default;
};

/// What all exchanges of a loop have in common.
struct Environment {
  std::string ca_file;  ///< PEM; empty for the system's authorities.
  std::string proxy;    ///< Empty for what the environment variables say.
};

/// What an exchange's surroundings are when it begins.
struct Place {
  std::size_t beside = 0;                      ///< How many others are under way.
  std::vector<std::uint64_t>* sent = nullptr;  ///< Told the exchange's id when a small body was read to its end.
};

/// One running exchange: a curl easy handle with all that it needs. It never moves, since curl holds its address.
class Transfer {
 public:
  /// A handle with every option set in which no two exchanges differ. Throws std::bad_alloc, or std::runtime_error when
  /// libcurl refuses an option.
  static Easy make_handle(const Environment& environment);

  /// Takes a handle that came from make_handle(), new or after another exchange. Throws likewise.
  Transfer(Easy handle, const Environment& environment, const Place& place, Request request, Listener& listener,
           std::uint64_t id);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  CURL* handle() const noexcept { return easy_.get(); }
  /// Gives back what only sending needed, if the body has left. False: not yet. Not from within curl.
  bool drop_send_buffer() noexcept;
  /// For another exchange, when this one has ended. Null when it is of no more use.
  Easy release_handle() noexcept;
  Reached reached() const noexcept { return reached_; }
  Listener& listener() const noexcept { return listener_; }
  std::uint64_t id() const noexcept { return id_; }

  /// What became of it, from curl's result and from how far it got.
  Outcome outcome(CURLcode code) const;

 private:
  void configure(const Environment& environment, const Place& place);
  void configure_body();

  std::size_t read(char* buffer, std::size_t room);
  bool on_header_line(std::string_view line);
  bool on_head_complete();
  bool end(Ending ending) noexcept;

  static int before_request(void* self, char*, char*, int, int);
  static std::size_t read_body(char* buffer, std::size_t size, std::size_t count, void* self);
  static std::size_t take_header(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t take_body(char* data, std::size_t size, std::size_t count, void* self);

  Request request_;
  Listener& listener_;
  const std::uint64_t id_;
  std::vector<std::uint64_t>* const sent_;
  Easy easy_;
  Head head_;
  bool in_head_ = false;
  std::size_t head_bytes_ = 0;
  std::uint64_t body_left_ = 0;
  std::uint64_t received_ = 0;
  Reached reached_ = Reached::nothing;
  Ending own_ending_ = Ending::complete;  // why a callback of ours stopped curl, when one did
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  char problem_[CURL_ERROR_SIZE] = {};
};

}  // namespace segmind::net
