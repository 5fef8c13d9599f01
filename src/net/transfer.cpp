#include "net/transfer.hpp"

#include <algorithm>
#include <charconv>
#include <climits>
#include <cstring>

#include "text/ascii.hpp"
#include "os/descriptors.hpp"

namespace segmind::net {
namespace {

constexpr std::size_t max_head_bytes = 64 * 1024;
constexpr std::size_t usual_header_count = 12;

// Large pieces make a large clip arrive in half the time. But libcurl (before 8.8) sets the buffer aside for as long as
// the exchange waits, so that many together get smaller ones.
constexpr std::size_t few = 16;
constexpr long large_send_buffer = 512 * 1024;  // for bodies that are larger: eight times fewer turns than by default
constexpr long usual_send_buffer = 64 * 1024;   // libcurl's own
constexpr long small_send_buffer = 16 * 1024;   // the least that libcurl takes

std::string_view trim(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

template <typename Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Ending ending_of(CURLcode code, Reached reached) {
  switch (code) {
    case CURLE_OK:
      return Ending::complete;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return Ending::resolve;
    case CURLE_COULDNT_CONNECT:
      return Ending::connect;
    case CURLE_OPERATION_TIMEDOUT:
      return reached == Reached::nothing ? Ending::connect_timeout : Ending::broken;
    case CURLE_SSL_CONNECT_ERROR:
      return reached == Reached::nothing ? Ending::tls : Ending::broken;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_CACERT_BADFILE:  // a system without the usual authorities: nothing can be trusted there
      return Ending::certificate;
    case CURLE_OUT_OF_MEMORY:  // also what curl makes of a header line without end
      return reached < Reached::sent ? Ending::local : Ending::broken;
    case CURLE_SSL_ENGINE_INITFAILED:
    case CURLE_URL_MALFORMAT:
    case CURLE_FAILED_INIT:
      return Ending::local;
    default:
      return reached == Reached::nothing ? Ending::connect : Ending::broken;
  }
}

// What libcurl cannot open reads like a fault of the other side's.
std::string shortage_behind(Ending ending) {
  switch (ending) {
    case Ending::resolve:
    case Ending::connect:
      return os::shortage_of_descriptors(1);
    case Ending::certificate:  // the authorities are a file, and the connection's own socket is closed again by now
      return os::shortage_of_descriptors(2);
    default:
      return {};
  }
}

long send_buffer_for(std::uint64_t body) {
  if (body > large_send_buffer) return large_send_buffer;
  return body > small_send_buffer ? usual_send_buffer : small_send_buffer;
}

}  // namespace

Transfer::Transfer(Easy handle, const Environment& environment, const Place& place, HttpRequest request, Listener& listener,
                   std::uint64_t id)
    : request_(std::move(request)), listener_(&listener), id_(id), place_(place), easy_(std::move(handle)) {
  configure(environment, place);
  configure_body();
}

void Transfer::set_callbacks(CURL* handle) {
  set(handle, CURLOPT_SOCKOPTFUNCTION, &Transfer::on_socket);
  set(handle, CURLOPT_PREREQFUNCTION, &Transfer::before_request);
  set(handle, CURLOPT_HEADERFUNCTION, &Transfer::take_header);
  set(handle, CURLOPT_WRITEFUNCTION, &Transfer::take_body);
  // A function that cannot be rewound: a second guard, beside before_request, against a body that leaves twice.
  set(handle, CURLOPT_READFUNCTION, &Transfer::read_body);
}

// Every option in which two exchanges differ is set each time: the handle may come from another one.
void Transfer::configure(const Environment& environment, const Place& place) {
  CURL* handle = easy_.get();
  void* self = this;
  set(handle, CURLOPT_ERRORBUFFER, problem_);
  set(handle, CURLOPT_PRIVATE, self);
  set(handle, CURLOPT_SOCKOPTDATA, self);
  set(handle, CURLOPT_PREREQDATA, self);
  set(handle, CURLOPT_HEADERDATA, self);
  set(handle, CURLOPT_WRITEDATA, self);
  set(handle, CURLOPT_READDATA, self);
  const Address& address = *request_.address;
  set(handle, CURLOPT_CURLU, address.parts());
  if (address.parts() == nullptr) set(handle, CURLOPT_URL, address.text().c_str());  // for curl to say what is wrong
  set(handle, CURLOPT_HTTPHEADER, request_.headers ? request_.headers->list() : nullptr);
  // Loopback traffic may be plain http: through a proxy it would show the key to another machine.
  const char* by_environment = nullptr;
  const char* proxy = environment.proxy.empty() ? by_environment : environment.proxy.c_str();
  set(handle, CURLOPT_PROXY, address.is_loopback() ? "" : proxy);
  set(handle, CURLOPT_CONNECTTIMEOUT_MS,
      static_cast<long>(std::min<std::chrono::milliseconds::rep>(request_.connect_timeout.count(), INT_MAX)));
  set(handle, CURLOPT_BUFFERSIZE, static_cast<long>(place.beside < few ? request_.piece : least_piece));
}

void Transfer::configure_body() {
  CURL* handle = easy_.get();
  body_left_ = request_.body ? request_.body->size : 0;
  if (request_.method != "POST") {
    set(handle, CURLOPT_HTTPGET, 1L);
    return;
  }
  set(handle, CURLOPT_POST, 1L);
  set(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body_left_));
  set(handle, CURLOPT_UPLOAD_BUFFERSIZE, send_buffer_for(body_left_));
}

// libcurl (7.88, for one) leaves its buffer in the handle of a stream whose connection goes on with others: such a
// handle would hold that memory, and take no other size.
Easy Transfer::release_handle() noexcept {
  curl_easy_setopt(easy_.get(), CURLOPT_ERRORBUFFER, static_cast<char*>(nullptr));
  curl_easy_setopt(easy_.get(), CURLOPT_CURLU, static_cast<CURLU*>(nullptr));
  if (curl_easy_setopt(easy_.get(), CURLOPT_BUFFERSIZE, static_cast<long>(least_piece)) != CURLE_OK) easy_.reset();
  return std::move(easy_);
}

// Over HTTP/2 the connection would stay for the next exchange, though it may be dead: that can be why this one ends.
void Transfer::abandon() noexcept {
  listener_ = nullptr;
  curl_easy_setopt(easy_.get(), CURLOPT_FORBID_REUSE, 1L);
}

bool Transfer::end(Ending ending) noexcept {
  if (own_ending_ == Ending::complete) own_ending_ = ending;
  return false;
}

int Transfer::on_socket(void* self, curl_socket_t, curlsocktype) noexcept {
  const auto& transfer = *static_cast<Transfer*>(self);
  try {
    transfer.place_.connecting->push_back(transfer.id_);
  } catch (...) {
    return CURL_SOCKOPT_ERROR;
  }
  return CURL_SOCKOPT_OK;
}

// Called by curl on each connection before it sends the request there. The second call for one transfer is curl's own
// retry after a reused connection died, which would send a paid request twice.
int Transfer::before_request(void* self, char*, char*, int, int) {
  auto& transfer = *static_cast<Transfer*>(self);
  if (transfer.reached_ != Reached::nothing) {
    transfer.end(Ending::broken);
    return CURL_PREREQFUNC_ABORT;
  }
  if (!transfer.may_send()) return CURL_PREREQFUNC_ABORT;
  transfer.listener_->on_connected();
  if (!transfer.may_send()) return CURL_PREREQFUNC_ABORT;  // who was told has ended it: nothing has left yet
  transfer.reached_ = Reached::sending;
  if (!transfer.request_.body) {
    transfer.reached_ = Reached::sent;
    transfer.listener_->on_sent();
  }
  return CURL_PREREQFUNC_OK;
}

bool Transfer::may_send() {
  if (!*place_.closed && listener_ != nullptr && listener_->may_send()) return true;
  return end(Ending::closed);
}

std::size_t Transfer::read(char* buffer, std::size_t room) {
  const Body& body = *request_.body;
  if (body.data == nullptr) return body.read(buffer, room);
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(room, body_left_));
  std::memcpy(buffer, body.data + (body.size - body_left_), size);
  return size;
}

std::size_t Transfer::read_body(char* buffer, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  if (transfer.listener_ == nullptr || *transfer.place_.closed) {
    transfer.end(Ending::closed);
    return CURL_READFUNC_ABORT;
  }
  if (transfer.body_left_ == 0) return 0;
  try {
    const std::size_t read = transfer.read(buffer, size * count);
    if (read == 0 || read > transfer.body_left_) {
      transfer.end(Ending::local);
      return CURL_READFUNC_ABORT;
    }
    transfer.body_left_ -= read;
    if (transfer.body_left_ == 0) {
      if (transfer.reached_ < Reached::sent) {  // else the answer has begun already
        transfer.reached_ = Reached::sent;
        transfer.listener_->on_sent();
      }
      if (transfer.request_.connection == Connection::own && transfer.request_.body->size <= small_send_buffer) {
        transfer.place_.sent->push_back(transfer.id_);
      }
    }
    return read;
  } catch (...) {
    transfer.end(Ending::local);
    return CURL_READFUNC_ABORT;
  }
}

// What does not flow yet can be stopped without harm, and whatever goes on is looked at.
bool Transfer::look_again() noexcept {
  if (reached_ != Reached::nothing) return false;
  curl_easy_pause(easy_.get(), CURLPAUSE_SEND);
  curl_easy_pause(easy_.get(), CURLPAUSE_CONT);
  return true;
}

void Transfer::wait_for_nobody() noexcept { curl_easy_setopt(easy_.get(), CURLOPT_PIPEWAIT, 0L); }

// libcurl (before 8.7) keeps the buffer until the exchange ends, minutes later, unless its size is set; a later one has
// nothing to give back. Exactly the body's size: where curl had to send the head in pieces, it counts those, too, and
// the number no longer tells whether it still needs the buffer.
bool Transfer::drop_send_buffer() noexcept {
  curl_off_t uploaded = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_SIZE_UPLOAD_T, &uploaded);
  if (static_cast<std::uint64_t>(uploaded) != request_.body->size) return false;
  curl_easy_setopt(easy_.get(), CURLOPT_UPLOAD_BUFFERSIZE, small_send_buffer);
  return true;
}

std::size_t Transfer::take_header(char* data, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  if (transfer.listener_ == nullptr) return 0;
  try {
    return transfer.on_header_line({data, size * count}) ? size * count : 0;
  } catch (...) {
    transfer.end(Ending::local);
    return 0;
  }
}

bool Transfer::on_header_line(std::string_view line) {
  head_bytes_ += line.size();
  if (head_bytes_ > max_head_bytes) return end(Ending::too_large);
  if (reached_ >= Reached::answered) return true;  // a trailer
  if (!in_head_) {  // the first line of a head is its status, and no other line is, whatever it looks like
    head_ = Head();
    head_.headers.reserve(usual_header_count);
    in_head_ = true;
    return true;
  }
  const std::string_view text = trim(line);
  if (text.empty()) return on_head_complete();
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return true;
  std::string name(trim(text.substr(0, colon)));
  std::transform(name.begin(), name.end(), name.begin(), text::lower);
  const std::string_view value = trim(text.substr(colon + 1));
  if (name == "content-length") head_.length = number<std::uint64_t>(value);
  head_.headers.emplace_back(std::move(name), value);
  return true;
}

bool Transfer::on_head_complete() {
  in_head_ = false;
  long status = 0;  // as curl reads it, so that no two readings of one answer exist
  curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
  head_.status = static_cast<int>(status);
  if (head_.status / 100 == 1) return true;  // an interim answer; the real one follows
  reached_ = Reached::answered;
  const std::uint64_t length = head_.length.value_or(0);
  if (!listener_->on_head(std::move(head_))) return end(Ending::refused);
  return length <= request_.max_body || end(Ending::too_large);
}

std::size_t Transfer::take_body(char* data, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  if (transfer.listener_ == nullptr) return 0;
  try {
    if (transfer.is_interrupted()) return CURL_WRITEFUNC_PAUSE;  // libcurl keeps the piece
    return transfer.take_piece(data, size * count) ? size * count : 0;
  } catch (...) {
    transfer.end(Ending::local);
    return 0;
  }
}

// What is small is taken at once: thousands may have been answered.
bool Transfer::is_interrupted() {
  Reading& reading = *place_.reading;
  if (received_ < CURL_MAX_WRITE_SIZE) return false;
  const auto now = std::chrono::steady_clock::now();
  if (!reading.until) reading.until = now + reading.time;
  if (now < *reading.until) return false;
  if (reading.goes_on()) {
    reading.until = now + reading.time;
    return false;
  }
  reading.interrupted.push_back(id_);
  return true;
}

bool Transfer::take_piece(const char* data, std::size_t size) {
  received_ += size;
  if (received_ > request_.max_body) return end(Ending::too_large);
  return listener_->on_body(reinterpret_cast<const std::byte*>(data), size) || end(Ending::refused);
}

CURLcode Transfer::read_on() noexcept { return curl_easy_pause(easy_.get(), CURLPAUSE_CONT); }

Outcome Transfer::outcome(CURLcode code) const {
  Outcome outcome;
  outcome.reached = reached_;
  outcome.received = received_;
  outcome.took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began_);
  outcome.ending = own_ending_ != Ending::complete ? own_ending_ : ending_of(code, reached_);
  // libcurl reports a connection that closes in the middle of the head as a success with an empty body.
  if (outcome.ending == Ending::complete && reached_ != Reached::answered) outcome.ending = Ending::broken;
  if (outcome.ending == Ending::complete) {
    outcome.reached = Reached::complete;
  } else {
    outcome.problem = problem_[0] != '\0' ? problem_ : code != CURLE_OK ? curl_easy_strerror(code) : "";
    if (std::string shortage = shortage_behind(outcome.ending); !shortage.empty()) {
      outcome.ending = Ending::connect;
      outcome.problem = std::move(shortage);
    }
  }
  return outcome;
}

}  // namespace segmind::net
