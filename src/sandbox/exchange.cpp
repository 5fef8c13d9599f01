#include "sandbox/exchange.hpp"

#include <event2/bufferevent_ssl.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <ctime>
#include <utility>

#include "sandbox/fault_plan.hpp"
#include "sandbox/http_date.hpp"
#include "sandbox/sockets.hpp"

namespace segmind::sandbox {
namespace {

constexpr std::size_t filler_block = 1024 * 1024;

/// The start of a real MP4, then bytes that repeat.
const std::string& filler(bool first) {
  static const auto make = [](bool with_head) {
    std::string block(filler_block, '\0');
    for (std::size_t i = 0; i < block.size(); ++i) block[i] = static_cast<char>('a' + i % 26);
    if (with_head) {
      const std::string head(
          "\0\0\0\x1c"
          "ftypisom\0\0\2\0isomiso2mp41",
          28);
      block.replace(0, head.size(), head);
    }
    return block;
  };
  static const std::string head = make(true);
  static const std::string rest = make(false);
  return first ? head : rest;
}

void append(evbuffer* to, const Body& body) {
  if (!body.filler) {
    if (body.size == 0) return;
    auto* keep = new std::shared_ptr<const std::string>(body.bytes);
    const auto release = [](const void*, size_t, void* kept) {
      delete static_cast<std::shared_ptr<const std::string>*>(kept);
    };
    evbuffer_add_reference(to, body.bytes->data() + body.offset, body.size, release, keep);
    return;
  }
  for (std::uint64_t done = 0; done < body.size; done += filler_block) {
    const auto piece = static_cast<std::size_t>(std::min<std::uint64_t>(filler_block, body.size - done));
    evbuffer_add_reference(to, filler(done == 0).data(), piece, nullptr, nullptr);
  }
}

bool may_have_body(int status) noexcept { return status >= 200 && status != 204 && status != 304; }

std::string interim_text(const std::vector<int>& codes) {
  std::string text;
  for (const int code : codes) text += head_text(Answer{code, {}, {}});
  return text;
}

bool names(const std::vector<std::string>& list, std::string_view name) {
  return std::any_of(list.begin(), list.end(), [&](const std::string& item) { return same_name(item, name); });
}

bool has_length(const Headers& headers) {
  return std::any_of(headers.begin(), headers.end(),
                     [](const auto& h) { return same_name(h.first, "Content-Length"); });
}

bool needs_hand(const Fault& fault) {
  return fault.raw || fault.cut_after_bytes || fault.cut_body_bytes || fault.stall_after_bytes ||
         fault.drip_bytes != 0 || names(fault.drop_headers, "Content-Length") || names(fault.drop_headers, "Date") ||
         has_length(fault.add_headers);
}

}  // namespace

std::string_view Request::header(std::string_view name) const noexcept {
  for (const auto& header : headers) {
    if (same_name(header.first, name)) return header.second;
  }
  return {};
}

bool Request::has(std::string_view name) const noexcept {
  return std::any_of(headers.begin(), headers.end(), [&](const auto& h) { return same_name(h.first, name); });
}

Exchange::Exchange(Surroundings around, evhttp_request* raw, Request request, std::optional<Fault> fault,
                   std::uint64_t number)
    : around_(around),
      raw_(raw),
      wire_(evhttp_connection_get_bufferevent(evhttp_request_get_connection(raw))),
      request_(std::move(request)),
      fault_(std::move(fault)),
      number_(number) {
  hold();
}

void Exchange::hold() {
  bufferevent_setcb(wire_, nullptr, nullptr, on_event, this);
  bufferevent_set_timeouts(wire_, nullptr, nullptr);
  bufferevent_enable(wire_, EV_READ);
}

void Exchange::answer(Answer answer) {
  if (stage_ != Stage::waiting) return;
  stage_ = Stage::answering;
  if (!fault_ || fault_->delay.count() <= 0) return send(std::move(answer));
  around_.loop.after(fault_->delay, [self = shared_from_this(), answer = std::move(answer)]() mutable {
    if (self->stage_ == Stage::answering) self->send(std::move(answer));
  });
}

void Exchange::send(Answer answer) {
  if (!request_.files_origin) answer.set("x-request-id", request_.id);
  if (fault_) apply(*fault_, answer);
  if (!answer.has("Date")) answer.set("Date", http_date(date()));
  if (may_have_body(answer.status) && !answer.has("Content-Length")) {
    answer.set("Content-Length", std::to_string(answer.body.size));
  }
  if (fault_) {
    for (const auto& name : fault_->drop_headers) answer.drop(name);
  }
  if (request_.method == "HEAD" || !may_have_body(answer.status)) answer.body = Body{};

  const auto seen = note(answer);
  if (fault_ && needs_hand(*fault_)) {
    send_by_hand(answer);
  } else {
    send_by_evhttp(answer);
  }
  tell_observer(seen);
}

std::time_t Exchange::date() const {
  return std::chrono::system_clock::to_time_t(std::chrono::system_clock::now() + around_.clock_offset);
}

void Exchange::tell_observer(const SeenRequest& seen) const noexcept {
  if (!around_.observer) return;
  try {
    around_.observer(seen);
  } catch (...) {
    // A log that fails must not end the program.
  }
}

SeenRequest Exchange::note(const Answer& answer) {
  constexpr std::uint64_t status_line_start = 12;
  const bool has_status =
      !(fault_ && (fault_->raw || fault_->cut_after_bytes.value_or(status_line_start) < status_line_start));
  return around_.tally.answered(number_, [&](SeenRequest& seen) {
    seen.status = has_status ? answer.status : 0;
    seen.fault = fault_.has_value();
    seen.took = since_arrival();
    seen.head_bytes = head_text(answer).size();
    seen.answer_bytes = seen.head_bytes + answer.body.size;
  });
}

std::chrono::milliseconds Exchange::since_arrival() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - arrived_);
}

void Exchange::send_by_evhttp(const Answer& answer) {
  auto* headers = evhttp_request_get_output_headers(raw_);
  for (const auto& [name, value] : answer.headers) evhttp_add_header(headers, name.c_str(), value.c_str());
  if (fault_ && !fault_->interim.empty()) {
    const auto text = interim_text(fault_->interim);
    bufferevent_write(wire_, text.data(), text.size());
  }
  const EvbufferPtr body(evbuffer_new());
  append(body.get(), answer.body);
  const auto on_complete = [](evhttp_request*, void* self) { static_cast<Exchange*>(self)->complete(true); };
  evhttp_request_set_on_complete_cb(raw_, on_complete, this);
  evhttp_send_reply(raw_, answer.status, std::string(reason_phrase(answer.status)).c_str(), body.get());
}

void Exchange::send_by_hand(const Answer& original) {
  Answer answer = original;
  const Fault& fault = *fault_;
  // An answer that is sent by hand ends the connection. A correct answer says so.
  const bool cut = fault.cut_after_bytes || fault.cut_body_bytes || fault.stall_after_bytes;
  if (!cut) answer.set("Connection", "close");

  const std::string head = fault.raw ? *fault.raw : head_text(answer);
  const EvbufferPtr all(evbuffer_new());
  const auto interim = interim_text(fault.interim);
  evbuffer_add(all.get(), interim.data(), interim.size());
  evbuffer_add(all.get(), head.data(), head.size());
  if (!fault.raw) append(all.get(), answer.body);

  std::uint64_t limit = evbuffer_get_length(all.get());
  whole_ = !fault.raw;
  const auto limit_to = [&](std::optional<std::uint64_t> bytes) {
    if (!bytes || *bytes >= limit) return;
    limit = *bytes;
    whole_ = false;
  };
  limit_to(fault.cut_after_bytes);
  if (fault.cut_body_bytes) limit_to(interim.size() + head.size() + *fault.cut_body_bytes);
  limit_to(fault.stall_after_bytes);
  // A body without a length ends with the connection, which must then end in order.
  proper_end_ = whole_ || names(fault.drop_headers, "Content-Length");

  image_.reset(evbuffer_new());
  evbuffer_remove_buffer(all.get(), image_.get(), limit);
  bufferevent_setcb(wire_, nullptr, on_drained, on_event, this);
  bufferevent_enable(wire_, EV_READ | EV_WRITE);
  // Later: evhttp may be on the stack, and ending frees its connection.
  pour_after(std::chrono::milliseconds{0});
}

// A piece at a time. libevent reports an empty output before anything was written, too, and the end must not overtake
// the last piece.
void Exchange::pour_after(std::chrono::milliseconds pause) {
  if (std::exchange(pour_planned_, true)) return;
  around_.loop.after(pause, [self = shared_from_this()] {
    self->pour_planned_ = false;
    if (self->stage_ == Stage::answering) self->pour();
  });
}

void Exchange::pour() {
  const auto left = evbuffer_get_length(image_.get());
  if (left == 0) return poured();
  const auto piece = fault_->drip_bytes == 0 ? left : std::min(fault_->drip_bytes, left);
  evbuffer_remove_buffer(image_.get(), bufferevent_get_output(wire_), piece);
}

void Exchange::on_drained(bufferevent*, void* arg) {
  auto self = static_cast<Exchange*>(arg)->shared_from_this();
  const auto unwritten = evbuffer_get_length(bufferevent_get_output(self->wire_));
  if (self->stage_ != Stage::answering || self->pour_planned_ || unwritten > 0) return;
  if (evbuffer_get_length(self->image_.get()) == 0) return self->poured();
  self->pour_after(self->fault_->drip_pause);
}

void Exchange::poured() {
  if (fault_->stall_after_bytes) return;  // silent until the client leaves
  if (fault_->ending == Fault::Ending::reset && undelivered_bytes(bufferevent_getfd(wire_)) > 0) {
    // A reset drops what the system has not delivered: wait until it has.
    around_.loop.after(std::chrono::milliseconds{1}, [self = shared_from_this()] {
      if (self->stage_ == Stage::answering) self->poured();
    });
    return;
  }
  end_connection();
}

void Exchange::end_connection() {
  if (fault_->ending == Fault::Ending::reset) {
    reset_connection(bufferevent_getfd(wire_));
  } else if (auto* ssl = bufferevent_openssl_get_ssl(wire_); ssl != nullptr && proper_end_) {
    SSL_shutdown(ssl);
  }
  const auto self = shared_from_this();
  complete(whole_);
  evhttp_connection_free(evhttp_request_get_connection(raw_));
}

void Exchange::complete(bool whole) {
  if (stage_ == Stage::over) return;
  stage_ = Stage::over;
  around_.tally.update([&](Counts& counts) {
    --counts.waiting;
    if (whole) ++counts.answers;
  });
}

void Exchange::client_left() {
  if (stage_ == Stage::over) return;
  const bool unanswered = std::exchange(stage_, Stage::over) == Stage::waiting;
  around_.tally.update([](Counts& counts) {
    --counts.waiting;
    ++counts.abandoned;
  });
  if (!unanswered) return;
  const auto seen = around_.tally.answered(number_, [this](SeenRequest& request) { request.took = since_arrival(); });
  tell_observer(seen);
}

void Exchange::on_event(bufferevent*, short what, void* arg) {
  if ((what & (BEV_EVENT_EOF | BEV_EVENT_ERROR)) == 0) return;
  const auto self = static_cast<Exchange*>(arg)->shared_from_this();
  self->client_left();
  evhttp_connection_free(evhttp_request_get_connection(self->raw_));
}

void Exchange::connection_closed() { client_left(); }

}  // namespace segmind::sandbox
