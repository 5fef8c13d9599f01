#include "net/transfer.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <climits>
#include <cstring>
#include <memory>
#include <new>
#include <stdexcept>

namespace segmind::net {
namespace {

constexpr std::size_t max_head_bytes = 64 * 1024;

// Large pieces make a large clip arrive in half the time. But libcurl (before 8.8) sets the buffer aside for as long as
// the exchange waits, so that many together get smaller ones.
constexpr long large_receive_buffer = 512 * 1024;
constexpr long small_receive_buffer = 16 * 1024;
constexpr std::size_t few = 16;
constexpr long large_send_buffer = 512 * 1024;  // for bodies that are larger: eight times fewer turns than by default
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

}  // namespace

Body body_of(std::string text) {
  Body body;
  body.size = text.size();
  body.read = [text = std::make_shared<const std::string>(std::move(text)), at = std::size_t{0}](
                  char* buffer, std::size_t room) mutable {
    const std::size_t size = std::min(room, text->size() - at);
    std::memcpy(buffer, text->data() + at, size);
    at += size;
    return size;
  };
  return body;
}

Transfer::Transfer(Easy handle, const Environment& environment, const Place& place, Request request, Listener& listener,
                   std::uint64_t id)
    : request_(std::move(request)), listener_(listener), id_(id), sent_(place.sent), easy_(std::move(handle)) {
  if (!easy_) throw std::bad_alloc();
  configure(environment, place);
  configure_body();
}

template <typename Value>
void Transfer::set(CURLoption option, Value value) {
  const CURLcode code = curl_easy_setopt(easy_.get(), option, value);
  if (code == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
  if (code != CURLE_OK) throw std::runtime_error(std::string("libcurl refuses an option: ") + curl_easy_strerror(code));
}

void Transfer::configure(const Environment& environment, const Place& place) {
  set(CURLOPT_ERRORBUFFER, problem_);
  set(CURLOPT_PRIVATE, this);
  set(CURLOPT_URL, request_.url.c_str());
  set(CURLOPT_USERAGENT, environment.user_agent.c_str());

  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_QUICK_EXIT, 1L);  // else stopping during a name lookup waits for the system's resolver
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);  // a redirect would carry the key and the paid request to another place
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  if (!environment.ca_file.empty()) {
    set(CURLOPT_CAINFO, environment.ca_file.c_str());
    set(CURLOPT_CAPATH, static_cast<char*>(nullptr));
  }
  // Loopback traffic may be plain http: through a proxy it would show the key to another machine.
  if (place.loopback) {
    set(CURLOPT_PROXY, "");
  } else if (!environment.proxy.empty()) {
    set(CURLOPT_PROXY, environment.proxy.c_str());
  }
  set(CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);

  // Minutes pass without a byte, and many NATs forget a connection that is idle for 350 s.
  set(CURLOPT_TCP_KEEPALIVE, 1L);
  set(CURLOPT_TCP_KEEPIDLE, 60L);
  set(CURLOPT_TCP_KEEPINTVL, 30L);
  set(CURLOPT_CONNECTTIMEOUT_MS,
      static_cast<long>(std::min<std::chrono::milliseconds::rep>(request_.connect_timeout.count(), INT_MAX)));
  set(CURLOPT_BUFFERSIZE, place.beside < few ? large_receive_buffer : small_receive_buffer);

  set(CURLOPT_PREREQFUNCTION, &Transfer::before_request);
  set(CURLOPT_PREREQDATA, static_cast<void*>(this));
  set(CURLOPT_HEADERFUNCTION, &Transfer::take_header);
  set(CURLOPT_HEADERDATA, static_cast<void*>(this));
  set(CURLOPT_WRITEFUNCTION, &Transfer::take_body);
  set(CURLOPT_WRITEDATA, static_cast<void*>(this));
}

void Transfer::configure_body() {
  if (request_.body) {
    body_left_ = request_.body->size;
    set(CURLOPT_POST, 1L);
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body->size));
    // A function that cannot be rewound: a second guard, beside before_request, against a body that leaves twice.
    set(CURLOPT_READFUNCTION, &Transfer::read_body);
    set(CURLOPT_READDATA, static_cast<void*>(this));
    if (request_.body->size > large_send_buffer) set(CURLOPT_UPLOAD_BUFFERSIZE, large_send_buffer);
    if (request_.body->size <= small_send_buffer) set(CURLOPT_UPLOAD_BUFFERSIZE, small_send_buffer);
    request_.headers.emplace_back("Expect:");  // no waiting for a 100 that few servers send
  } else if (request_.method == "POST") {
    set(CURLOPT_POST, 1L);
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(0));
  }
  for (const std::string& header : request_.headers) {
    curl_slist* longer = curl_slist_append(header_list_.get(), header.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    (void)header_list_.release();
    header_list_.reset(longer);
  }
  set(CURLOPT_HTTPHEADER, header_list_.get());
}

bool Transfer::end(Ending ending) noexcept {
  if (own_ending_ == Ending::complete) own_ending_ = ending;
  return false;
}

// Called by curl on each connection before it sends the request there. The second call for one transfer is curl's own
// retry after a reused connection died, which would send a paid request twice.
int Transfer::before_request(void* self, char*, char*, int, int) {
  auto& transfer = *static_cast<Transfer*>(self);
  if (transfer.reached_ != Reached::nothing) {
    transfer.end(Ending::broken);
    return CURL_PREREQFUNC_ABORT;
  }
  transfer.reached_ = Reached::sending;
  transfer.listener_.on_connected();
  if (!transfer.request_.body) {
    transfer.reached_ = Reached::sent;
    transfer.listener_.on_sent();
  }
  return CURL_PREREQFUNC_OK;
}

std::size_t Transfer::read_body(char* buffer, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  if (transfer.body_left_ == 0) return 0;
  try {
    const std::size_t read = transfer.request_.body->read(buffer, size * count);
    if (read == 0 || read > transfer.body_left_) {
      transfer.end(Ending::local);
      return CURL_READFUNC_ABORT;
    }
    transfer.body_left_ -= read;
    if (transfer.body_left_ == 0) {
      transfer.reached_ = Reached::sent;
      transfer.listener_.on_sent();
      if (transfer.request_.own_connection && transfer.request_.body->size <= small_send_buffer) {
        transfer.sent_->push_back(transfer.id_);
      }
    }
    return read;
  } catch (...) {
    transfer.end(Ending::local);
    return CURL_READFUNC_ABORT;
  }
}

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
    in_head_ = true;
    return true;
  }
  const std::string_view text = trim(line);
  if (text.empty()) return on_head_complete();
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return true;
  std::string name(trim(text.substr(0, colon)));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
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
  if (!listener_.on_head(head_)) return end(Ending::refused);
  return !head_.length || *head_.length <= request_.max_body || end(Ending::too_large);
}

std::size_t Transfer::take_body(char* data, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  const std::size_t bytes = size * count;
  transfer.received_ += bytes;
  if (transfer.received_ > transfer.request_.max_body) {
    transfer.end(Ending::too_large);
    return 0;
  }
  if (!transfer.listener_.on_body(reinterpret_cast<const std::byte*>(data), bytes)) {
    transfer.end(Ending::refused);
    return 0;
  }
  return bytes;
}

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
  }
  return outcome;
}

}  // namespace segmind::net
