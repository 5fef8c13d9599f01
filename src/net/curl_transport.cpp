#include "net/curl_transport.hpp"

#include <algorithm>

namespace segmind::net {
namespace {

using std::chrono::milliseconds;

// Closing a connection is the slowest part of ending a call. When thousands of calls are stopped, this bound lets all
// of them be told before their connections are closed.
constexpr int most_closed_in_a_turn = 16;

}  // namespace

CurlTransport::CurlTransport(Environment environment, std::shared_ptr<const Clock> clock)
    : clock_(std::move(clock)), multis_(std::in_place, driver_), handles_(std::move(environment)) {}

Transport::ExchangeId CurlTransport::start(HttpRequest request, Listener& listener) {
  const ExchangeId id = ++last_id_;
  if (!multis_) return id;
  const Connection connection = request.connection;
  const std::uint64_t body_size = request.body ? request.body->size : 0;
  Running running;
  running.transfer =
      std::make_unique<Transfer>(handles_.take(), around_, running_.size(), std::move(request), listener, id);
  CURL* handle = running.transfer->handle();
  const auto place = running_.emplace(id, std::move(running)).first;
  try {
    place->second.group = &multis_->add(handle, connection, body_size);
  } catch (...) {
    running_.erase(place);
    throw;
  }
  return id;
}

void CurlTransport::stop(ExchangeId id) noexcept {
  Transfer* const transfer = find(id);
  if (transfer == nullptr) return;
  transfer->abandon();
  try {
    stopped_.push_back(id);
  } catch (...) {
    remove(id);
  }
}

void CurlTransport::stop_silent(ExchangeId id) noexcept {
  if (const auto place = running_.find(id); place != running_.end()) {
    try {
      multis_->silent(*place->second.group, id);
    } catch (...) {
      // Out of memory: later exchanges keep using this connection.
    }
  }
  stop(id);
}

bool CurlTransport::turn(milliseconds longest) noexcept {
  if (!multis_) return false;
  close_stopped();
  reading_.begin_turn();
  reading_.go_on([this](ExchangeId id) { read_on(id); });
  if (is_closing() || reading_.has_interrupted()) longest = milliseconds(0);
  const bool a_socket_was_ready = let_curl_act(connecting_.wait_at_most(clock_->now(), longest));
  finish_all();
  drop_send_buffers();
  // Read sockets first: polling connecting transfers is dearer.
  const TimePoint now = clock_->now();
  if (!a_socket_was_ready && connecting_.is_due(now)) {
    connecting_.look([this](ExchangeId id) {
      Transfer* const transfer = find(id);
      return transfer != nullptr && transfer->look_again();
    });
  }
  connecting_.plan(now);
  return a_socket_was_ready || reading_.has_interrupted();
}

void CurlTransport::end() noexcept {
  if (!multis_) return;
  for (auto& [id, running] : running_) multis_->remove(running.transfer->handle(), *running.group);
  running_.clear();
  stopped_.clear();
  handles_.clear();
  multis_.reset();
}

Transfer* CurlTransport::find(ExchangeId id) const noexcept {
  const auto place = running_.find(id);
  return place == running_.end() ? nullptr : place->second.transfer.get();
}

bool CurlTransport::let_curl_act(milliseconds longest) noexcept {
  try {
    return driver_.turn(longest, acted_);
  } catch (...) {
    return false;  // out of memory: the next turn tries again
  }
}

void CurlTransport::read_on(ExchangeId id) noexcept {
  Transfer* const transfer = find(id);
  if (transfer == nullptr) return;
  if (const CURLcode code = transfer->read_on(); code != CURLE_OK) finish(transfer->handle(), code);
}

void CurlTransport::finish_all() noexcept {
  int left = 0;
  for (CURLM* multi : acted_) {
    while (CURLMsg* message = curl_multi_info_read(multi, &left)) {
      if (message->msg == CURLMSG_DONE) finish(message->easy_handle, message->data.result);
    }
  }
  acted_.clear();
  multis_->tidy();
}

void CurlTransport::finish(CURL* handle, CURLcode code) noexcept {
  Transfer* found = nullptr;
  curl_easy_getinfo(handle, CURLINFO_PRIVATE, &found);
  const auto node = running_.extract(found->id());
  Transfer& transfer = *node.mapped().transfer;
  Multis::Group& group = *node.mapped().group;
  if (code == CURLE_OK) multis_->heard(handle, group, transfer.id());
  multis_->remove(handle, group);
  const Outcome outcome = transfer.outcome(code);
  if (outcome.ending == Ending::connect_timeout) let_nobody_wait(group);
  Listener* const listener = transfer.listener();
  if (code == CURLE_OK) handles_.give_back(transfer.release_handle());  // a failed handle may keep bad state
  if (listener != nullptr) listener->on_done(outcome);
}

// Keeps connect_timeout. libcurl makes exchanges with a host wait for its first connection, which HTTP/2 might let them
// share. When that connection timed out, the others must connect at the same time, not one after the other.
void CurlTransport::let_nobody_wait(const Multis::Group& group) noexcept {
  for (const auto& [id, running] : running_) {
    if (running.group == &group) running.transfer->wait_for_nobody();
  }
}

// Keeps a waiting call's memory within 20 KB.
void CurlTransport::drop_send_buffers() noexcept {
  const auto done = [this](ExchangeId id) {
    Transfer* const transfer = find(id);
    return transfer == nullptr || transfer->drop_send_buffer();
  };
  sent_.erase(std::remove_if(sent_.begin(), sent_.end(), done), sent_.end());
}

void CurlTransport::close_stopped() noexcept {
  for (int i = 0; i < most_closed_in_a_turn && is_closing(); ++i) {
    remove(stopped_.front());
    stopped_.pop_front();
  }
}

void CurlTransport::remove(ExchangeId id) noexcept {
  const auto place = running_.find(id);
  if (place == running_.end()) return;  // already ended
  multis_->remove(place->second.transfer->handle(), *place->second.group);
  running_.erase(place);
}

}  // namespace segmind::net
