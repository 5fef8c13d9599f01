#include "sandbox/references.hpp"

#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>

#include "sandbox/loop.hpp"

namespace segmind::sandbox {
namespace {

constexpr int fetch_seconds = 5;
constexpr ev_ssize_t largest_reference = 100 * 1024 * 1024;

struct HttpDeleter {
  void operator()(evhttp_uri* uri) const noexcept { evhttp_uri_free(uri); }
  void operator()(evhttp_connection* connection) const noexcept { evhttp_connection_free(connection); }
};

/// The numeric address of a host on this machine; empty: another machine.
std::string loopback(std::string host) {
  if (host == "localhost") return "127.0.0.1";
  if (host == "[::1]") return "::1";
  in_addr v4{};
  const bool numeric = inet_pton(AF_INET, host.c_str(), &v4) == 1;
  return numeric && (ntohl(v4.s_addr) >> 24U) == 127U ? host : std::string();
}

std::shared_ptr<const std::string> get(const std::string& host, int port, const std::string& target) {
  const std::unique_ptr<event_base, EventDeleter> base(event_base_new());
  const std::unique_ptr<evhttp_connection, HttpDeleter> connection(
      evhttp_connection_base_new(base.get(), nullptr, host.c_str(), static_cast<std::uint16_t>(port)));
  evhttp_connection_set_timeout(connection.get(), fetch_seconds);
  evhttp_connection_set_max_body_size(connection.get(), largest_reference);

  struct Fetched {
    event_base* base;
    std::shared_ptr<const std::string> bytes;
  } fetched{base.get(), nullptr};
  const auto on_done = [](evhttp_request* answer, void* arg) {
    auto& result = *static_cast<Fetched*>(arg);
    event_base_loopbreak(result.base);
    if (answer == nullptr || evhttp_request_get_response_code(answer) != 200) return;
    auto* body = evhttp_request_get_input_buffer(answer);
    std::string content(evbuffer_get_length(body), '\0');
    evbuffer_remove(body, content.data(), content.size());
    result.bytes = std::make_shared<const std::string>(std::move(content));
  };
  auto* request = evhttp_request_new(on_done, &fetched);
  evhttp_add_header(evhttp_request_get_output_headers(request), "Host", (host + ":" + std::to_string(port)).c_str());
  evhttp_add_header(evhttp_request_get_output_headers(request), "Connection", "close");
  if (evhttp_make_request(connection.get(), request, EVHTTP_REQ_GET, target.c_str()) != 0) return nullptr;
  // A server that drips for ever must not hold a thread for ever.
  const timeval limit{2 * fetch_seconds, 0};
  event_base_loopexit(base.get(), &limit);
  event_base_dispatch(base.get());
  return fetched.bytes;
}

void fetch(Reference& reference, const Files& files, const std::string& files_url) {
  const auto& address = reference.address;
  const std::unique_ptr<evhttp_uri, HttpDeleter> uri(evhttp_uri_parse(address.c_str()));
  if (!uri || evhttp_uri_get_host(uri.get()) == nullptr) {
    reference.why_not = "not an address";
    return;
  }
  reference.detail = evhttp_uri_get_host(uri.get());
  if (address.compare(0, files_url.size() + 1, files_url + "/") == 0) {
    if (const auto file = files.find(evhttp_uri_get_path(uri.get()))) reference.bytes = file->bytes;
    if (!reference.bytes) reference.why_not = "no such file";
    return;
  }
  const auto host = loopback(evhttp_uri_get_host(uri.get()));
  if (host.empty() || std::string(evhttp_uri_get_scheme(uri.get())) != "http") {
    reference.why_not = "not fetched";
    return;
  }
  const int port = evhttp_uri_get_port(uri.get());
  std::string target = evhttp_uri_get_path(uri.get());
  if (target.empty()) target = "/";
  if (const char* query = evhttp_uri_get_query(uri.get())) target.append("?").append(query);
  reference.bytes = get(host, port < 0 ? 80 : port, target);
  if (!reference.bytes) reference.why_not = "not reachable";
}

}  // namespace

std::vector<Reference> fetch_references(const Input& input, const Files& files, const std::string& files_url) {
  std::vector<Reference> references;
  const auto add = [&](ReferenceKind kind, std::string name, const std::string& address) {
    Reference& reference = references.emplace_back();
    reference.kind = kind;
    reference.name = std::move(name);
    reference.address = address;
    fetch(reference, files, files_url);
  };
  int number = 0;
  for (const auto& address : input.images) add(ReferenceKind::image, "Image" + std::to_string(++number), address);
  number = 0;
  for (const auto& address : input.videos) add(ReferenceKind::video, "Video" + std::to_string(++number), address);
  if (!input.voice.empty()) add(ReferenceKind::voice, "Voice", input.voice);
  return references;
}

}  // namespace segmind::sandbox
