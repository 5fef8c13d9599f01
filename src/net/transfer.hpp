#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "net/exchange.hpp"
#include "net/handle.hpp"

namespace segmind::net {

/// How far answers may be read in one turn of a loop. libcurl reads a connection until nothing is there any more, which
/// a fast sender never lets happen: everybody else would wait.
struct Reading {
  std::chrono::milliseconds time{0};
  std::function<bool()> goes_on;                               ///< Asked when the time is over: true for as much again.
  std::optional<std::chrono::steady_clock::time_point> until;  ///< Set by the turn's first piece that counts.
  std::deque<std::uint64_t> interrupted;                       ///< The exchanges that are to go on in a later turn.
};

/// What an exchange's surroundings are when it begins.
struct Place {
  std::size_t beside = 0;                            ///< How many others are under way.
  std::vector<std::uint64_t>* connecting = nullptr;  ///< Told the exchange's id when it tries an address.
  std::vector<std::uint64_t>* sent = nullptr;        ///< Told the exchange's id when a small body was read to its end.
  const std::atomic<bool>* closed = nullptr;         ///< Once it is true, no request leaves any more.
  Reading* reading = nullptr;                        ///< Shared by all exchanges of a loop.
};

/// One running exchange: a curl easy handle with all that it needs. It never moves, since curl holds its address.
class Transfer {
 public:
  /// Readies a handle for any number of exchanges. Throws std::runtime_error when libcurl refuses an option.
  static void set_callbacks(CURL* handle);

  /// Takes a handle that set_callbacks() had, alone or from another exchange's release_handle(). Throws std::bad_alloc,
  /// or std::runtime_error when libcurl refuses an option.
  Transfer(Easy handle, const Environment& environment, const Place& place, HttpRequest request, Listener& listener,
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
  Outcome outcome(CURLcode code) const;

 private:
  void configure(const Environment& environment, const Place& place);
  void configure_body();

  bool may_send();
  std::size_t read(char* buffer, std::size_t room);
  bool on_header_line(std::string_view line);
  bool on_head_complete();
  bool end(Ending ending) noexcept;
  bool is_interrupted();
  bool take_piece(const char* data, std::size_t size);

  static int on_socket(void* self, curl_socket_t, curlsocktype) noexcept;
  static int before_request(void* self, char*, char*, int, int);
  static std::size_t read_body(char* buffer, std::size_t size, std::size_t count, void* self);
  static std::size_t take_header(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t take_body(char* data, std::size_t size, std::size_t count, void* self);

  HttpRequest request_;
  Listener* listener_;
  const std::uint64_t id_;
  const Place place_;
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
