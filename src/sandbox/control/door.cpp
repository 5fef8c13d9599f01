#include "sandbox/control/door.hpp"

#include <event2/buffer.h>
#include <event2/keyvalq_struct.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>
#include <stdexcept>

#include "sandbox/http_server.hpp"

namespace segmind::sandbox {
namespace {

constexpr std::size_t most_body_bytes = 256 * 1024 * 1024;
constexpr std::size_t most_head_bytes = 64 * 1024;

std::string method_name(const evhttp_request* raw) {
  switch (evhttp_request_get_command(raw)) {
    case EVHTTP_REQ_GET: return "GET";
    case EVHTTP_REQ_POST: return "POST";
    case EVHTTP_REQ_PUT: return "PUT";
    case EVHTTP_REQ_DELETE: return "DELETE";
    default: return "OTHER";
  }
}

/// Every value of a header, because a second one may say something else.
std::vector<std::string> values_of(evhttp_request* raw, std::string_view name) {
  std::vector<std::string> values;
  for (const auto* header = evhttp_request_get_input_headers(raw)->tqh_first; header != nullptr;
       header = header->next.tqe_next) {
    if (same_name(header->key, name)) values.emplace_back(header->value);
  }
  return values;
}

bool is_this_machine(std::string_view host) {
  const auto name = host.substr(0, host.find(':'));
  return name == "127.0.0.1" || same_name(name, "localhost");
}

/// Why the request is turned away; empty: it is not.
std::string objection(evhttp_request* raw) {
  const auto hosts = values_of(raw, "Host");
  if (hosts.size() != 1 || !is_this_machine(hosts.front())) {
    return "the control interface answers requests for the host 127.0.0.1 or localhost alone";
  }
  if (!values_of(raw, "Origin").empty()) return "the control interface is not for web pages: the request has an Origin";
  for (const auto& site : values_of(raw, "Sec-Fetch-Site")) {
    if (site != "none") return "the control interface is not for web pages: a page has sent the request";
  }
  return {};
}

bool read_query(evhttp_request* raw, ControlRequest& request) {
  const char* text = evhttp_uri_get_query(evhttp_request_get_evhttp_uri(raw));
  if (text == nullptr) return true;
  evkeyvalq parameters{};
  if (evhttp_parse_query_str(text, &parameters) != 0) return false;
  for (const auto* each = parameters.tqh_first; each != nullptr; each = each->next.tqe_next) {
    request.query.emplace_back(each->key, each->value);
  }
  evhttp_clear_headers(&parameters);
  return true;
}

void send(evhttp_request* raw, const Answer& answer) {
  auto* headers = evhttp_request_get_output_headers(raw);
  for (const auto& [name, value] : answer.headers) evhttp_add_header(headers, name.c_str(), value.c_str());
  const EvbufferPtr body(evbuffer_new());
  if (answer.body.bytes) evbuffer_add(body.get(), answer.body.bytes->data(), answer.body.bytes->size());
  evbuffer_add(body.get(), "\n", 1);
  evhttp_send_reply(raw, answer.status, std::string(reason_phrase(answer.status)).c_str(), body.get());
}

}  // namespace

const std::string* ControlRequest::parameter(std::string_view name) const noexcept {
  for (const auto& [key, value] : query) {
    if (key == name) return &value;
  }
  return nullptr;
}

Door::Door(Loop& loop, std::uint16_t port, Handler handler)
    : handler_(std::move(handler)), http_(evhttp_new(loop.base())) {
  if (!http_) throw std::runtime_error("the control interface could not make its HTTP server");
  evhttp_set_allowed_methods(http_.get(), EVHTTP_REQ_GET | EVHTTP_REQ_POST | EVHTTP_REQ_PUT | EVHTTP_REQ_DELETE |
                                              EVHTTP_REQ_OPTIONS | EVHTTP_REQ_HEAD | EVHTTP_REQ_PATCH);
  evhttp_set_max_body_size(http_.get(), most_body_bytes);
  evhttp_set_max_headers_size(http_.get(), most_head_bytes);
  evhttp_set_gencb(
      http_.get(), [](evhttp_request* raw, void* self) { static_cast<const Door*>(self)->arrived(raw); }, this);
  auto* bound = evhttp_bind_socket_with_handle(http_.get(), "127.0.0.1", port);
  if (bound == nullptr) {
    throw std::runtime_error("cannot listen on 127.0.0.1:" + std::to_string(port) + ": " + std::strerror(errno));
  }
  evconnlistener_set_error_cb(evhttp_bound_socket_get_listener(bound), HttpServer::on_accept_error);
  sockaddr_in address{};
  socklen_t size = sizeof address;
  if (::getsockname(evhttp_bound_socket_get_fd(bound), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("the control interface does not know its port");
  }
  port_ = ntohs(address.sin_port);
}

void Door::arrived(evhttp_request* raw) const {
  if (const auto why = objection(raw); !why.empty()) return send(raw, error_answer(403, why));
  ControlRequest request;
  const char* path = evhttp_uri_get_path(evhttp_request_get_evhttp_uri(raw));
  if (path == nullptr || !read_query(raw, request)) return send(raw, error_answer(400, "the address cannot be read"));
  request.method = method_name(raw);
  request.path = *path == '\0' ? "/" : path;
  const auto types = values_of(raw, "Content-Type");
  if (!types.empty()) request.content_type = types.front();
  auto* body = evhttp_request_get_input_buffer(raw);
  request.body.resize(evbuffer_get_length(body));
  evbuffer_remove(body, request.body.data(), request.body.size());
  // While an answer is outstanding evhttp does not read, so the request stays valid: it does not see a client leave.
  handler_(request, [raw](const Answer& answer) { send(raw, answer); });
}

}  // namespace segmind::sandbox
