// The exchanges that a loop has under way: how each begins, and what becomes of it.
#include <algorithm>

#include "net/loop.hpp"

namespace segmind::net {
namespace {

constexpr std::chrono::milliseconds between_looks{250};  // at connections that are being made

}  // namespace

Loop::TransferId Loop::start(HttpRequest request, Listener& listener) {
  const TransferId id = next_id_++;
  const Place place{transfers_.size(), &connecting_, &sent_, &stopping_, &reading_};
  const Connection connection = request.connection;
  const std::uint64_t body_size = request.body ? request.body->size : 0;
  auto transfer = std::make_unique<Transfer>(take_handle(), environment_, place, std::move(request), listener, id);
  CURL* handle = transfer->handle();
  const auto running = transfers_.emplace(id, Running{std::move(transfer), nullptr}).first;
  try {
    running->second.group = &multis_.add(handle, connection, body_size);
  } catch (...) {
    transfers_.erase(running);
    throw;
  }
  return id;
}

Easy Loop::take_handle() {
  if (spare_handles_.empty()) {
    Easy made = handles_.make();
    Transfer::set_callbacks(made.get());
    multis_.prepare(made.get());
    return made;
  }
  Easy handle = std::move(spare_handles_.back());
  spare_handles_.pop_back();
  return handle;
}

void Loop::keep_handle(Easy handle) noexcept {
  if (!handle || spare_handles_.size() == most_spare_handles) return;
  spare_handles_.push_back(std::move(handle));
}

void Loop::stop(TransferId id) noexcept {
  const auto place = transfers_.find(id);
  if (place == transfers_.end()) return;
  place->second.transfer->abandon();
  try {
    // Closing a connection takes longer than all else that a call's end does: of thousands, all are told first.
    in_turn([this, id] { remove(id); });
  } catch (...) {
    remove(id);
  }
}

void Loop::stop_silent(TransferId id) noexcept {
  const auto place = transfers_.find(id);
  if (place != transfers_.end()) guarded([&] { multis_.silent(*place->second.group, id); });
  stop(id);
}

// libcurl lets all wait for the first connection to a host, since it may be one of HTTP/2 for them all. Where that was
// not made in time, they try the host together, rather than one after the other.
void Loop::let_nobody_wait(const Multis::Group& group) noexcept {
  for (const auto& [id, running] : transfers_) {
    if (running.group == &group) running.transfer->wait_for_nobody();
  }
}

void Loop::remove(TransferId id) noexcept {
  const auto place = transfers_.find(id);
  if (place == transfers_.end()) return;  // it has ended in the meantime
  multis_.remove(place->second.transfer->handle(), *place->second.group);
  transfers_.erase(place);
}

void Loop::settle() noexcept {
  guarded([this] { finish_transfers(); });
  watch_connecting();
  drop_send_buffers();
}

// libcurl (7.88, for one) forgets its own limit when that would run out less than a millisecond after it has looked at
// the exchange for another reason, and leaves a further address of the host untried until something else happens.
void Loop::watch_connecting() noexcept {
  if (!connecting_.empty() && !next_look_) next_look_ = Clock::now() + between_looks;
}

void Loop::look_again() noexcept {
  next_look_.reset();
  const auto is_settled = [this](TransferId id) {
    const auto place = transfers_.find(id);
    return place == transfers_.end() || !place->second.transfer->look_again();
  };
  connecting_.erase(std::remove_if(connecting_.begin(), connecting_.end(), is_settled), connecting_.end());
}

void Loop::finish_transfers() {
  std::vector<CURLM*> acted;
  acted.swap(acted_);
  int left = 0;
  for (CURLM* multi : acted) {
    while (CURLMsg* message = curl_multi_info_read(multi, &left)) {
      if (message->msg == CURLMSG_DONE) finish(message->easy_handle, message->data.result);
    }
  }
  acted.clear();
  if (acted_.empty()) acted_.swap(acted);  // keeps its room
  multis_.tidy();
}

void Loop::finish(CURL* handle, CURLcode code) {
  Transfer* found = nullptr;
  curl_easy_getinfo(handle, CURLINFO_PRIVATE, &found);
  const auto node = transfers_.extract(found->id());
  Transfer& transfer = *node.mapped().transfer;
  Multis::Group& group = *node.mapped().group;
  if (code == CURLE_OK) multis_.heard(handle, group, transfer.id());
  multis_.remove(handle, group);
  Outcome outcome;
  outcome.ending = Ending::broken;
  outcome.reached = transfer.reached();
  guarded([&] { outcome = transfer.outcome(code); });
  if (outcome.ending == Ending::connect_timeout) let_nobody_wait(group);
  Listener* const listener = transfer.listener();
  if (code == CURLE_OK) keep_handle(transfer.release_handle());  // another may hold on to what went wrong
  if (listener != nullptr) listener->on_done(outcome);
}

// In the order in which they were interrupted, so that each has its turn.
void Loop::read_on() noexcept {
  for (std::size_t i = reading_.interrupted.size(); i > 0; --i) {
    if (reading_.until && Clock::now() >= *reading_.until) return;
    const auto place = transfers_.find(reading_.interrupted.front());
    reading_.interrupted.pop_front();
    if (place == transfers_.end()) continue;
    Transfer& transfer = *place->second.transfer;
    if (const CURLcode code = transfer.read_on(); code != CURLE_OK) finish(transfer.handle(), code);
  }
}

void Loop::drop_send_buffers() noexcept {
  const auto done = [this](TransferId id) {
    const auto place = transfers_.find(id);
    return place == transfers_.end() || place->second.transfer->drop_send_buffer();
  };
  sent_.erase(std::remove_if(sent_.begin(), sent_.end(), done), sent_.end());
}

}  // namespace segmind::net
