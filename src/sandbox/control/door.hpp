#pragma once

#include <event2/http.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sandbox/answer.hpp"
#include "sandbox/loop.hpp"

namespace segmind::sandbox {

/// A request of the control interface.
struct ControlRequest {
  std::string method;
  std::string path;
  std::vector<std::pair<std::string, std::string>> query;  ///< Decoded.
  std::string content_type;
  std::string body;

  /// Null: not in the query.
  const std::string* parameter(std::string_view name) const noexcept;
};

/// The port of the control interface, on 127.0.0.1, on the loop's thread. Turns away what a web page could send: a
/// request with an Origin, from another site, or for another host.
class Door {
 public:
  /// Answers a request, once and at any time while the door lives.
  using Reply = std::function<void(const Answer&)>;
  using Handler = std::function<void(const ControlRequest&, Reply)>;

  /// Throws std::runtime_error where the port is taken.
  Door(Loop& loop, std::uint16_t port, Handler handler);

  std::uint16_t port() const noexcept { return port_; }

 private:
  struct EvhttpDeleter {
    void operator()(evhttp* h) const noexcept { evhttp_free(h); }
  };

  void arrived(evhttp_request* raw) const;

  Handler handler_;
  std::unique_ptr<evhttp, EvhttpDeleter> http_;
  std::uint16_t port_ = 0;
};

}  // namespace segmind::sandbox
