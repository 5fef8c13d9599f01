#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "net/clock.hpp"
#include "net/connecting_watch.hpp"
#include "net/exchange.hpp"
#include "net/handle_pool.hpp"
#include "net/head_reader.hpp"
#include "net/reading.hpp"

namespace segmind::net {

/// What the exchanges of a transport share. It outlives them.
struct Surroundings {
  const Environment& environment;
  const Clock& clock;
  const std::atomic<bool>& closed;  ///< Once it is true, no request leaves.
  Reading& reading;
  ConnectingWatch& connecting;
  std::vector<std::uint64_t>& sent;  ///< Told the exchange's id when a small body was read to its end.
};

/// One running exchange: a curl easy handle with all that it needs. It never moves, since curl holds its address.
class Transfer {
 public:
  /// `beside` is how many others are under way. Throws std::bad_alloc, or std::runtime_error when libcurl refuses an
  /// option.
  Transfer(Easy handle, const Surroundings& around, std::size_t beside, HttpRequest request, Listener& listener,
           std::uint64_t id);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  CURL* handle() const noexcept { return easy_.get(); }
  /// Has curl look at it at its next turn. False: it needs no more of that, since it has its connection. Not from
  /// within curl.
  bool look_again() noexcept;
  /// Reads on where it was interrupted. Anything but CURLE_OK is its end. Not from within curl.
  CURLcode read_on() noexcept;
  /// Does not wait for a connection that another makes. Not from within curl.
  void wait_for_nobody() noexcept;
  /// Gives back what only sending needed, if the body has left. False: not yet. Not from within curl.
  bool drop_send_buffer() noexcept;
  /// For another exchange, when this one has ended. Null when it is of no more use.
  Easy release_handle() noexcept;
  Reached reached() const noexcept { return reached_; }
  /// Null once it was abandoned.
  Listener* listener() const noexcept { return listener_; }
  /// Its listener is going away, and is told no more. Not a byte more leaves, or is taken.
  void abandon() noexcept;
  std::uint64_t id() const noexcept { return id_; }

  /// What became of it, from curl's result and from how far it got.
  Outcome outcome(CURLcode code) const noexcept;

 private:
  void set_callbacks();
  void configure(std::size_t beside);
  void configure_body();

  bool may_send();
  std::size_t read(char* buffer, std::size_t room);
  bool on_header_line(std::string_view line);
  bool on_head_complete();
  bool end(Ending ending) noexcept;
  bool may_take();
  bool take_piece(const char* data, std::size_t size);

  static int on_socket(void* self, curl_socket_t, curlsocktype) noexcept;
  static int before_request(void* self, char*, char*, int, int);
  static std::size_t read_body(char* buffer, std::size_t size, std::size_t count, void* self);
  static std::size_t take_header(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t take_body(char* data, std::size_t size, std::size_t count, void* self);

  HttpRequest request_;
  Listener* listener_;
  const std::uint64_t id_;
  const Surroundings& around_;
  Easy easy_;
  HeadReader head_;
  std::uint64_t body_left_ = 0;
  std::uint64_t received_ = 0;
  Reached reached_ = Reached::nothing;
  Ending own_ending_ = Ending::complete;  // why a callback of ours stopped curl, when one did
  const TimePoint began_;
  char problem_[CURL_ERROR_SIZE] = {};
};

}  // namespace segmind::net
