#include "net/transfer.hpp"

#include <algorithm>
#include <climits>
#include <cstring>

#include "net/outcome.hpp"
#include "net/user_timeout.hpp"

namespace segmind::net {
namespace {

// Receiving in large pieces halves a large clip's time. libcurl (before 8.8) holds the receive buffer while the
// exchange waits, so only up to this many exchanges get a large buffer.
constexpr std::size_t few = 16;
constexpr long large_send_buffer = 512 * 1024;  // for bodies above 512 KB: an eighth of the default's turns
constexpr long usual_send_buffer = 64 * 1024;   // libcurl's default
constexpr long small_send_buffer = 16 * 1024;   // libcurl's minimum

long send_buffer_for(std::uint64_t body) {
  if (body > large_send_buffer) return large_send_buffer;
  return body > small_send_buffer ? usual_send_buffer : small_send_buffer;
}

}  // namespace

Transfer::Transfer(Easy handle, const Surroundings& around, std::size_t beside, HttpRequest request, Listener& listener,
                   std::uint64_t id)
    : request_(std::move(request)),
      listener_(&listener),
      id_(id),
      around_(around),
      easy_(std::move(handle)),
      began_(around.clock.now()) {
  set_callbacks();
  configure(beside);
  configure_body();
}

void Transfer::set_callbacks() {
  CURL* handle = easy_.get();
  set(handle, CURLOPT_SOCKOPTFUNCTION, &Transfer::on_socket);
  set(handle, CURLOPT_PREREQFUNCTION, &Transfer::before_request);
  set(handle, CURLOPT_HEADERFUNCTION, &Transfer::take_header);
  set(handle, CURLOPT_WRITEFUNCTION, &Transfer::take_body);
  // No seek function, so libcurl cannot rewind: a second guard, beside before_request(), against sending a body twice.
  set(handle, CURLOPT_READFUNCTION, &Transfer::read_body);
}

// Sets every option in which exchanges differ, as the handle may have served another exchange.
void Transfer::configure(std::size_t beside) {
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
  if (address.parts() == nullptr) set(handle, CURLOPT_URL, address.text().c_str());  // fails with curl's explanation
  set(handle, CURLOPT_HTTPHEADER, request_.headers ? request_.headers->list() : nullptr);
  // No proxy for loopback: the traffic may be plain http, and a proxy on another machine would see the key.
  set(handle, CURLOPT_PROXY, address.is_loopback() ? "" : around_.environment.proxy.address.c_str());
  set(handle, CURLOPT_CONNECTTIMEOUT_MS,
      static_cast<long>(std::min<std::chrono::milliseconds::rep>(request_.connect_timeout.count(), INT_MAX)));
  set(handle, CURLOPT_BUFFERSIZE, static_cast<long>(beside < few ? request_.piece : least_piece));
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

// libcurl (7.88) leaves its buffer in the handle of an HTTP/2 stream whose connection lives on. Such a handle would
// keep the memory and refuse another size, so it is dropped.
Easy Transfer::release_handle() noexcept {
  curl_easy_setopt(easy_.get(), CURLOPT_ERRORBUFFER, static_cast<char*>(nullptr));
  curl_easy_setopt(easy_.get(), CURLOPT_CURLU, static_cast<CURLU*>(nullptr));
  if (curl_easy_setopt(easy_.get(), CURLOPT_BUFFERSIZE, static_cast<long>(least_piece)) != CURLE_OK) easy_.reset();
  return std::move(easy_);
}

// FORBID_REUSE: an HTTP/2 connection would be kept for the next exchange, but it may be dead, and that may be the
// reason for the stop.
void Transfer::abandon() noexcept {
  listener_ = nullptr;
  curl_easy_setopt(easy_.get(), CURLOPT_FORBID_REUSE, 1L);
}

bool Transfer::end(Ending ending) noexcept {
  if (own_ending_ == Ending::complete) own_ending_ = ending;
  return false;
}

int Transfer::on_socket(void* self, curl_socket_t socket, curlsocktype) noexcept {
  const auto& transfer = *static_cast<Transfer*>(self);
  if (transfer.request_.connection == Connection::own) limit_unreceived(socket);
  try {
    transfer.around_.connecting.add(transfer.id_);
  } catch (...) {
    return CURL_SOCKOPT_ERROR;
  }
  return CURL_SOCKOPT_OK;
}

// curl calls this before it sends the request on a connection. A second call for one transfer is curl's own retry after
// a reused connection died; it would send a paid request twice.
int Transfer::before_request(void* self, char*, char*, int, int) {
  auto& transfer = *static_cast<Transfer*>(self);
  if (transfer.reached_ != Reached::nothing) {
    transfer.end(Ending::broken);
    return CURL_PREREQFUNC_ABORT;
  }
  if (!transfer.may_send()) return CURL_PREREQFUNC_ABORT;
  transfer.listener_->on_connected();
  if (!transfer.may_send()) return CURL_PREREQFUNC_ABORT;  // on_connected() may have ended it; nothing has left yet
  transfer.reached_ = Reached::sending;
  if (!transfer.request_.body) {
    transfer.reached_ = Reached::sent;
    transfer.listener_->on_sent();
  }
  return CURL_PREREQFUNC_OK;
}

bool Transfer::may_send() {
  if (!around_.closed && listener_ != nullptr && listener_->may_send()) return true;
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
  if (transfer.listener_ == nullptr || transfer.around_.closed) {
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
      if (transfer.reached_ < Reached::sent) {  // false when the answer arrived first
        transfer.reached_ = Reached::sent;
        transfer.listener_->on_sent();
      }
      if (transfer.request_.connection == Connection::own && transfer.request_.body->size <= small_send_buffer) {
        transfer.around_.sent.push_back(transfer.id_);
      }
    }
    return read;
  } catch (...) {
    transfer.end(Ending::local);
    return CURL_READFUNC_ABORT;
  }
}

// Pausing and resuming makes curl check the transfer again, and is harmless before any byte flows.
bool Transfer::look_again() noexcept {
  if (reached_ != Reached::nothing) return false;
  curl_easy_pause(easy_.get(), CURLPAUSE_SEND);
  curl_easy_pause(easy_.get(), CURLPAUSE_CONT);
  return true;
}

void Transfer::wait_for_nobody() noexcept { curl_easy_setopt(easy_.get(), CURLOPT_PIPEWAIT, 0L); }

// libcurl before 8.7 keeps the send buffer until the exchange ends, minutes later, unless its size is set again; later
// versions keep none. The count must equal the body's size exactly: when curl sent the head in pieces, it counts those
// as well, and may still need the buffer.
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
  if (reached_ >= Reached::answered) return true;  // a trailer
  switch (head_.take(line)) {
    case HeadReader::Line::part: return true;
    case HeadReader::Line::last: return on_head_complete();
    default: return end(Ending::too_large);
  }
}

bool Transfer::on_head_complete() {
  Head& head = head_.head();
  long status = 0;  // curl's own reading, so that curl and we cannot differ
  curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
  head.status = static_cast<int>(status);
  if (head.status / 100 == 1) return true;  // an interim answer; the final one follows
  reached_ = Reached::answered;
  const std::uint64_t length = head.length.value_or(0);
  if (!listener_->on_head(std::move(head))) return end(Ending::refused);
  return length <= request_.max_body || end(Ending::too_large);
}

std::size_t Transfer::take_body(char* data, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  if (transfer.listener_ == nullptr) return 0;
  try {
    if (!transfer.may_take()) return CURL_WRITEFUNC_PAUSE;  // libcurl keeps the piece
    return transfer.take_piece(data, size * count) ? size * count : 0;
  } catch (...) {
    transfer.end(Ending::local);
    return 0;
  }
}

// Never pause within the first 16 KB: small answers must not queue behind clips.
bool Transfer::may_take() { return received_ < CURL_MAX_WRITE_SIZE || around_.reading.has_time_for(id_); }

bool Transfer::take_piece(const char* data, std::size_t size) {
  received_ += size;
  if (received_ > request_.max_body) return end(Ending::too_large);
  return listener_->on_body(reinterpret_cast<const std::byte*>(data), size) || end(Ending::refused);
}

CURLcode Transfer::read_on() noexcept { return curl_easy_pause(easy_.get(), CURLPAUSE_CONT); }

Outcome Transfer::outcome(CURLcode code) const noexcept {
  Outcome outcome;
  outcome.reached = reached_;
  outcome.received = received_;
  outcome.took = std::chrono::duration_cast<std::chrono::milliseconds>(around_.clock.now() - began_);
  judge(outcome, code, own_ending_, problem_);
  return outcome;
}

}  // namespace segmind::net
