#pragma once

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/http.h>

#include <chrono>
#include <cstdint>
#include <ctime>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "sandbox/answer.hpp"
#include "sandbox/loop.hpp"
#include "sandbox/tally.hpp"

namespace segmind::sandbox {

struct EvbufferDeleter {
  void operator()(evbuffer* b) const noexcept { evbuffer_free(b); }
};
using EvbufferPtr = std::unique_ptr<evbuffer, EvbufferDeleter>;

struct Request {
  std::string id;  ///< The x-request-id, and the job's id in the queue.
  Route route = Route::other;
  std::string method;
  std::string path;
  std::string query;  ///< Without the question mark.
  Headers headers;
  std::string body;
  bool files_origin = false;

  /// Empty: no such header.
  std::string_view header(std::string_view name) const noexcept;
  bool has(std::string_view name) const noexcept;
};

/// A request and its answer. Holds the connection's events until it is answered or its client leaves: evhttp does not
/// read while an answer is pending, and would not see the client leave.
class Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  /// What an exchange needs of the server around it.
  struct Surroundings {
    Loop& loop;
    Tally& tally;
    Function<void(const SeenRequest&)>& observer;
    std::chrono::milliseconds clock_offset;
  };

  Exchange(Surroundings around, evhttp_request* raw, Request request, std::optional<Fault> fault, std::uint64_t number);

  const Request& request() const noexcept { return request_; }
  const std::optional<Fault>& fault() const noexcept { return fault_; }

  /// Answers once, as the fault allows. Does nothing where the client has left.
  void answer(Answer answer);

  /// Whether it is answered, or its client has left.
  bool over() const noexcept { return stage_ == Stage::over; }

  /// The connection has closed and must not be used any more.
  void connection_closed();

 private:
  enum class Stage { waiting, answering, over };

  void hold();
  void send(Answer answer);
  SeenRequest note(const Answer& answer);
  void tell_observer(const SeenRequest& seen) const noexcept;
  std::chrono::milliseconds since_arrival() const;
  std::time_t date() const;
  void send_by_evhttp(const Answer& answer);
  void send_by_hand(const Answer& answer);
  void pour_after(std::chrono::milliseconds pause);
  void pour();
  void poured();
  void end_connection();
  void complete(bool whole);
  void client_left();

  static void on_drained(bufferevent*, void* self);
  static void on_event(bufferevent*, short what, void* self);

  Surroundings around_;
  evhttp_request* raw_;
  bufferevent* wire_;
  Request request_;
  std::optional<Fault> fault_;
  std::uint64_t number_;
  std::chrono::steady_clock::time_point arrived_ = std::chrono::steady_clock::now();
  Stage stage_ = Stage::waiting;

  // For an answer that is sent by hand.
  EvbufferPtr image_;
  bool pour_planned_ = false;
  bool whole_ = false;
  bool proper_end_ = false;
};

}  // namespace segmind::sandbox
