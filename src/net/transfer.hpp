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

/// What the exchanges of a transport share. Must outlive them.
struct Surroundings {
  const Environment& environment;
  const Clock& clock;
  const std::atomic<bool>& closed;  ///< Once it is true, no request leaves.
  Reading& reading;
  ConnectingWatch& connecting;
  std::vector<std::uint64_t>& sent;  ///< Gets the exchange's id when a small body was read to its end.
};

/// One running exchange: a curl easy handle and its state. Cannot be moved, because curl holds its address. Functions
/// marked "not from within curl" must not be called inside curl's callbacks.
class Transfer {
 public:
  /// `beside` is the number of other exchanges in flight. Throws std::bad_alloc, or std::runtime_error when libcurl
  /// refuses an option.
  Transfer(Easy handle, const Surroundings& around, std::size_t beside, HttpRequest request, Listener& listener,
           std::uint64_t id);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  CURL* handle() const noexcept { return easy_.get(); }
  /// Has curl check this connecting exchange in its next turn; false once it is connected. Not from within curl.
  bool look_again() noexcept;
  /// Resumes reading. Any code but CURLE_OK ends the exchange. Not from within curl.
  CURLcode read_on() noexcept;
  /// Opens a connection of its own instead of waiting to share one. Not from within curl.
  void wait_for_nobody() noexcept;
  /// Frees the send buffer once the body has left; false before. Not from within curl.
  bool drop_send_buffer() noexcept;
  /// Call after the end: the handle for reuse by another exchange, or null when it cannot be reused.
  Easy release_handle() noexcept;
  /// Null after abandon().
  Listener* listener() const noexcept { return listener_; }
  /// Detaches the listener. From now on not a byte is sent or read.
  void abandon() noexcept;
  std::uint64_t id() const noexcept { return id_; }

  /// How the exchange ended, from curl's result and how far it got.
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
  Ending own_ending_ = Ending::complete;  // why a callback of ours stopped curl; complete: none did
  const TimePoint began_;
  char problem_[CURL_ERROR_SIZE] = {};
};

}  // namespace segmind::net
