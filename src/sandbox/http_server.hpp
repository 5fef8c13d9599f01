#pragma once

#include <event2/http.h>
#include <event2/listener.h>
#include <openssl/ssl.h>

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "sandbox/exchange.hpp"
#include "sandbox/fault_plan.hpp"

namespace segmind::sandbox {

struct TlsDeleter {
  void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
};
using TlsPtr = std::unique_ptr<SSL_CTX, TlsDeleter>;

/// Throws std::runtime_error where a file cannot be used.
TlsPtr tls_context(const std::string& certificate_file, const std::string& private_key_file);

/// A listening port, on the loop's thread. evhttp accepts, reads and frames; Exchange sends unusual answers.
class HttpServer {
 public:
  struct Setup {
    Exchange::Surroundings around;
    FaultPlan& faults;
    SSL_CTX* tls;  ///< Null: plain.
    std::uint16_t port;
    bool files_origin;
    std::size_t kept_body_bytes;
    std::uint64_t& next_connection;
    std::function<std::string()> new_id;
    std::function<Route(const std::string& method, const std::string& path, bool files_origin)> route_of;
    std::function<void(std::shared_ptr<Exchange>)> handler;
  };

  explicit HttpServer(Setup setup);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::uint16_t port() const noexcept { return port_; }
  void close_idle();

  /// Of every listener here: rests for a while where no descriptor is left.
  static void on_accept_error(evconnlistener* listener, void*);

 private:
  struct Connection {
    HttpServer* server = nullptr;
    std::uint64_t number = 0;
    bufferevent* wire = nullptr;
    bool seen = false;    ///< Has sent a request: evhttp reports its end from then on.
    bool doomed = false;  ///< A fault closes it before its request is read.
    evhttp_connection* evcon = nullptr;
    std::shared_ptr<Exchange> exchange;  ///< The latest.

    bool idle() const noexcept { return !exchange || exchange->over(); }
  };

  bufferevent* accept();
  void arrived(evhttp_request* raw);
  void closed(bufferevent* wire);
  void doom_if_planned(Connection& connection, evbuffer* input);
  static void on_input(evbuffer* buffer, const evbuffer_cb_info* info, void* connection);
  static void on_output(evbuffer* buffer, const evbuffer_cb_info* info, void* connection);

  struct EvhttpDeleter {
    void operator()(evhttp* h) const noexcept { evhttp_free(h); }
  };

  Setup setup_;
  std::unordered_map<bufferevent*, std::unique_ptr<Connection>> connections_;
  std::unique_ptr<evhttp, EvhttpDeleter> http_;
  std::uint16_t port_ = 0;
};

}  // namespace segmind::sandbox
