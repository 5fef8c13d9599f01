#include "sandbox/http_server.hpp"

#include <arpa/inet.h>
#include <event2/bufferevent_ssl.h>
#include <event2/keyvalq_struct.h>
#include <event2/listener.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <cstring>
#include <stdexcept>

#include "sandbox/sockets.hpp"

namespace segmind::sandbox {
namespace {

constexpr int accept_backlog = 4096;
constexpr std::size_t single_transfer = 512 * 1024;
constexpr int idle_seconds = 7 * 24 * 3600;

std::string method_of(const evhttp_request* raw) {
  switch (evhttp_request_get_command(raw)) {
    case EVHTTP_REQ_GET: return "GET";
    case EVHTTP_REQ_POST: return "POST";
    case EVHTTP_REQ_HEAD: return "HEAD";
    case EVHTTP_REQ_PUT: return "PUT";
    case EVHTTP_REQ_DELETE: return "DELETE";
    case EVHTTP_REQ_OPTIONS: return "OPTIONS";
    case EVHTTP_REQ_PATCH: return "PATCH";
    default: return "OTHER";
  }
}

constexpr ev_uint16_t every_method = EVHTTP_REQ_GET | EVHTTP_REQ_POST | EVHTTP_REQ_HEAD | EVHTTP_REQ_PUT |
                                     EVHTTP_REQ_DELETE | EVHTTP_REQ_OPTIONS | EVHTTP_REQ_PATCH;

std::string path_of(std::string_view target) { return std::string(target.substr(0, target.find_first_of("?#"))); }

std::string query_of(std::string_view target) {
  const auto mark = target.find('?');
  if (mark == target.npos) return {};
  return std::string(target.substr(mark + 1, target.find('#', mark) - mark - 1));
}

std::runtime_error cannot_listen(std::uint16_t port) {
  return std::runtime_error("cannot listen on 127.0.0.1:" + std::to_string(port) + ": " + std::strerror(errno));
}

evutil_socket_t listening_socket(std::uint16_t port, std::uint16_t& chosen) {
  const auto fd = new_tcp_socket();
  if (fd < 0) throw cannot_listen(port);
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(fd, reinterpret_cast<const sockaddr*>(&address), size) != 0 || ::listen(fd, accept_backlog) != 0 ||
      ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    const auto problem = cannot_listen(port);
    ::close(fd);
    throw problem;
  }
  chosen = ntohs(address.sin_port);
  return fd;
}

}  // namespace

TlsPtr tls_context(const std::string& certificate_file, const std::string& private_key_file) {
  TlsPtr context(SSL_CTX_new(TLS_server_method()));
  if (!context) throw std::runtime_error("the sandbox could not set up TLS");
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  const auto fail = [](const char* what, const std::string& file) {
    std::array<char, 256> why{};
    ERR_error_string_n(ERR_get_error(), why.data(), why.size());
    ERR_clear_error();
    throw std::runtime_error("cannot use the " + std::string(what) + " " + file + ": " + why.data());
  };
  if (SSL_CTX_use_certificate_chain_file(context.get(), certificate_file.c_str()) != 1) {
    fail("certificate", certificate_file);
  }
  if (SSL_CTX_use_PrivateKey_file(context.get(), private_key_file.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context.get()) != 1) {
    fail("private key", private_key_file);
  }
  return context;
}

HttpServer::HttpServer(Setup setup) : setup_(std::move(setup)), http_(evhttp_new(setup_.around.loop.base())) {
  if (!http_) throw std::runtime_error("the sandbox could not make its HTTP server");
  evhttp_set_allowed_methods(http_.get(), every_method);
  evhttp_set_timeout(http_.get(), idle_seconds);
  evhttp_set_bevcb(
      http_.get(), [](event_base*, void* self) { return static_cast<HttpServer*>(self)->accept(); }, this);
  evhttp_set_gencb(
      http_.get(), [](evhttp_request* raw, void* self) { static_cast<HttpServer*>(self)->arrived(raw); }, this);

  const auto fd = listening_socket(setup_.port, port_);
  auto* listener = evconnlistener_new(setup_.around.loop.base(), nullptr, nullptr,
                                      LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, fd);
  if (listener == nullptr || evhttp_bind_listener(http_.get(), listener) == nullptr) {
    throw std::runtime_error("the sandbox could not listen");
  }
  evconnlistener_set_error_cb(listener, on_accept_error);
}

HttpServer::~HttpServer() = default;

// Without descriptors libevent would accept again at once, for ever, and log each failure.
void HttpServer::on_accept_error(evconnlistener* listener, void*) {
  constexpr timeval pause{0, 100'000};
  static std::atomic_flag said = ATOMIC_FLAG_INIT;
  if (!said.test_and_set()) {
    std::fprintf(stderr, "segmind-sandbox: no connection can be taken now (%s); those that wait are taken later.\n",
                 evutil_socket_error_to_string(EVUTIL_SOCKET_ERROR()));
  }
  evconnlistener_disable(listener);
  event_base_once(
      evconnlistener_get_base(listener), -1, EV_TIMEOUT,
      [](evutil_socket_t, short, void* paused) { evconnlistener_enable(static_cast<evconnlistener*>(paused)); },
      listener, &pause);
}

bufferevent* HttpServer::accept() {
  auto* base = setup_.around.loop.base();
  bufferevent* wire = nullptr;
  if (setup_.tls != nullptr) {
    wire =
        bufferevent_openssl_socket_new(base, -1, SSL_new(setup_.tls), BUFFEREVENT_SSL_ACCEPTING, BEV_OPT_CLOSE_ON_FREE);
    if (wire != nullptr) bufferevent_openssl_set_allow_dirty_shutdown(wire, 1);
  } else {
    wire = bufferevent_socket_new(base, -1, BEV_OPT_CLOSE_ON_FREE);
  }
  if (wire == nullptr) return nullptr;
  bufferevent_set_max_single_read(wire, single_transfer);
  bufferevent_set_max_single_write(wire, single_transfer);

  auto connection = std::make_unique<Connection>();
  connection->server = this;
  connection->number = ++setup_.next_connection;
  connection->wire = wire;
  evbuffer_add_cb(bufferevent_get_input(wire), on_input, connection.get());
  evbuffer_add_cb(bufferevent_get_output(wire), on_output, connection.get());
  connections_[wire] = std::move(connection);
  setup_.around.tally.update([](Counts& counts) { ++counts.connections_accepted; });
  return wire;
}

void HttpServer::on_output(evbuffer*, const evbuffer_cb_info* info, void* arg) {
  if (info->n_deleted == 0) return;
  static_cast<Connection*>(arg)->server->setup_.around.tally.update(
      [&](Counts& counts) { counts.bytes_sent += info->n_deleted; });
}

void HttpServer::on_input(evbuffer* input, const evbuffer_cb_info* info, void* arg) {
  if (info->n_added == 0) return;
  auto& connection = *static_cast<Connection*>(arg);
  auto& setup = connection.server->setup_;
  setup.around.tally.update([&](Counts& counts) { counts.bytes_received += info->n_added; });
  if (connection.idle() && !connection.doomed && setup.faults.has_unread()) {
    connection.server->doom_if_planned(connection, input);
  }
}

void HttpServer::doom_if_planned(Connection& connection, evbuffer* input) {
  std::array<char, 4096> start{};
  const auto size = evbuffer_copyout(input, start.data(), start.size());
  const std::string_view text(start.data(), size < 0 ? 0 : static_cast<std::size_t>(size));
  const auto line = text.substr(0, text.find("\r\n"));
  const auto first = line.find(' ');
  const auto second = line.find(' ', first + 1);
  if (line.size() == text.size() || first == line.npos || second == line.npos) return;
  const auto path = path_of(line.substr(first + 1, second - first - 1));
  const auto fault =
      setup_.faults.take_unread(setup_.route_of(std::string(line.substr(0, first)), path, setup_.files_origin));
  if (!fault) return;

  connection.doomed = true;
  // Before the client can notice: tests read the count right after.
  setup_.around.tally.update([](Counts& counts) { ++counts.faults_used; });
  const auto fd = bufferevent_getfd(connection.wire);
  if (fault->ending == Fault::Ending::reset) {
    reset_connection(fd);
    // evhttp frees the connection; not every system tells it of the reset.
    bufferevent_trigger_event(connection.wire, BEV_EVENT_READING | BEV_EVENT_ERROR, BEV_TRIG_DEFER_CALLBACKS);
  } else {
    ::shutdown(fd, SHUT_WR);
  }
}

void HttpServer::arrived(evhttp_request* raw) {
  auto* evcon = evhttp_request_get_connection(raw);
  auto* wire = evhttp_connection_get_bufferevent(evcon);
  Connection& connection = *connections_.at(wire);
  auto& tally = setup_.around.tally;
  if (!connection.seen) {
    connection.seen = true;
    tally.update([](Counts& counts) { ++counts.connections_open; });
    const auto on_close = [](evhttp_connection* closing, void* self) {
      static_cast<HttpServer*>(self)->closed(evhttp_connection_get_bufferevent(closing));
    };
    evhttp_connection_set_closecb(evcon, on_close, this);
  }
  if (connection.doomed) {
    bufferevent_setcb(wire, nullptr, nullptr, nullptr, nullptr);
    setup_.around.loop.after(std::chrono::milliseconds{0}, [this, wire, number = connection.number] {
      const auto it = connections_.find(wire);
      if (it == connections_.end() || it->second->number != number) return;
      evhttp_connection_free(it->second->evcon);
    });
    connection.evcon = evcon;
    return;
  }

  Request request;
  request.id = setup_.new_id();
  request.method = method_of(raw);
  request.path = path_of(evhttp_request_get_uri(raw));
  request.query = query_of(evhttp_request_get_uri(raw));
  request.files_origin = setup_.files_origin;
  request.route = setup_.route_of(request.method, request.path, setup_.files_origin);
  for (const auto* header = evhttp_request_get_input_headers(raw)->tqh_first; header != nullptr;
       header = header->next.tqe_next) {
    request.headers.emplace_back(header->key, header->value);
  }
  auto* body = evhttp_request_get_input_buffer(raw);
  request.body.resize(evbuffer_get_length(body));
  evbuffer_remove(body, request.body.data(), request.body.size());

  auto fault = setup_.faults.take(request.route);
  if (fault) tally.update([](Counts& counts) { ++counts.faults_used; });

  SeenRequest seen;
  seen.route = request.route;
  seen.method = request.method;
  seen.target = evhttp_request_get_uri(raw);
  seen.headers = request.headers;
  seen.body = request.body.substr(0, setup_.kept_body_bytes);
  seen.body_bytes = request.body.size();
  seen.connection = connection.number;
  seen.files_origin = setup_.files_origin;
  const bool key_astray = setup_.files_origin && (request.has("x-api-key") || request.has("authorization"));
  const auto number = tally.arrived(std::move(seen), key_astray);

  connection.exchange = std::make_shared<Exchange>(setup_.around, raw, std::move(request), std::move(fault), number);
  setup_.handler(connection.exchange);
}

void HttpServer::closed(bufferevent* wire) {
  const auto node = connections_.extract(wire);
  if (node.empty()) return;
  setup_.around.tally.update([](Counts& counts) { --counts.connections_open; });
  if (node.mapped()->exchange) node.mapped()->exchange->connection_closed();
  // The buffers outlive this call, and must not call back into a destroyed object.
  evbuffer_remove_cb(bufferevent_get_input(wire), on_input, node.mapped().get());
  evbuffer_remove_cb(bufferevent_get_output(wire), on_output, node.mapped().get());
}

void HttpServer::close_idle() {
  for (const auto& [wire, connection] : connections_) {
    // evhttp sees the end and frees the connection.
    if (connection->seen && connection->idle()) ::shutdown(bufferevent_getfd(wire), SHUT_RDWR);
  }
}

}  // namespace segmind::sandbox
