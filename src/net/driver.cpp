#include "net/driver.hpp"

#include <algorithm>
#include <cstdint>

namespace segmind::net {
namespace {

constexpr std::size_t usual_new_sockets = 256;  // in one turn
constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

// A place as libcurl keeps it: never null, which it keeps of new sockets.
void* kept(std::size_t place) { return reinterpret_cast<void*>(static_cast<std::uintptr_t>(place + 1)); }
std::size_t place_of(void* kept) { return static_cast<std::size_t>(reinterpret_cast<std::uintptr_t>(kept)) - 1; }

int curl_flags(const os::Poller::Events& events) {
  return (events.to_read ? CURL_CSELECT_IN : 0) | (events.to_write ? CURL_CSELECT_OUT : 0) |
         (events.failed ? CURL_CSELECT_ERR : 0);
}

void let_act(CURLM* multi, curl_socket_t socket, int flags, std::vector<CURLM*>& acted) noexcept {
  int running = 0;
  curl_multi_socket_action(multi, socket, flags, &running);
  if (acted.empty() || acted.back() != multi) acted.push_back(multi);  // into room that turn() has made
}

}  // namespace

std::atomic<os::Poller::Kind> usual_poller{os::Poller::Kind::best};

void Driver::attach(CURLM* multi) {
  auto made = std::make_unique<Attached>(Attached{this, multi, {}, {}});
  made->timer = Timers{{Clock::time_point(), made.get()}}.extract({Clock::time_point(), made.get()});
  Attached* self = made.get();
  attached_.emplace(multi, std::move(made));
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, &Driver::on_socket);
  curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, self);
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, &Driver::on_timer);
  curl_multi_setopt(multi, CURLMOPT_TIMERDATA, self);
}

void Driver::detach(CURLM* multi) noexcept {
  const auto found = attached_.find(multi);
  if (found == attached_.end()) return;
  // curl no longer reports the sockets that it closes.
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, static_cast<curl_socket_callback>(nullptr));
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, static_cast<curl_multi_timer_callback>(nullptr));
  forget_timer(*found->second);
  for (std::size_t place = 0; place < places_.size(); ++place) {
    if (places_[place].owner == found->second.get()) release(place);
  }
  attached_.erase(found);
}

bool Driver::turn(std::chrono::milliseconds longest, std::vector<CURLM*>& acted) {
  // Allocate before curl runs: when a callback of ours returns an error, curl fails every transfer of the handle.
  acted.reserve(acted.size() + ready_.size() + attached_.size());
  make_room();
  const std::size_t count = poller_->wait(wait_time(longest), ready_.data(), ready_.size());
  for (std::size_t i = 0; i < count; ++i) act(ready_[i], acted);
  run_timers(acted);
  return count > 0;
}

void Driver::make_room() {
  if (places_.capacity() < places_.size() + usual_new_sockets) {
    places_.reserve(2 * (places_.size() + usual_new_sockets));
  }
  free_.reserve(places_.capacity());
  poller_->make_room(places_.capacity());
}

std::size_t Driver::new_place(Attached& owner, curl_socket_t socket) {
  if (!free_.empty()) {
    const std::size_t place = free_.back();
    free_.pop_back();
    places_[place] = {&owner, socket};
    return place;
  }
  if (places_.size() == places_.capacity()) make_room();
  places_.push_back({&owner, socket});
  return places_.size() - 1;
}

bool Driver::holds(std::size_t place, const Attached& owner, curl_socket_t socket) const noexcept {
  return place < places_.size() && places_[place].owner == &owner && places_[place].socket == socket;
}

void Driver::release(std::size_t place) noexcept {
  poller_->forget(place, places_[place].socket);
  places_[place] = {};
  free_.push_back(place);
  for (os::Poller::Ready& ready : ready_) {
    if (ready.place == place) ready.place = nowhere;  // it was the last socket that was ready
  }
}

void Driver::act(const os::Poller::Ready& ready, std::vector<CURLM*>& acted) noexcept {
  if (ready.place >= places_.size()) return;
  const Place place = places_[ready.place];
  if (place.owner == nullptr) return;
  // libcurl (8.6, 8.11) may close a socket silently. Its number may be another file's, and ready for ever.
  if (curl_multi_assign(place.owner->multi, place.socket, kept(ready.place)) != CURLM_OK) return release(ready.place);
  let_act(place.owner->multi, place.socket, curl_flags(ready.events), acted);
}

void Driver::run_timers(std::vector<CURLM*>& acted) noexcept {
  const Clock::time_point now = Clock::now();
  while (!timers_.empty() && timers_.begin()->first <= now) {
    Attached& due = *timers_.begin()->second;
    due.timer = timers_.extract(timers_.begin());  // first: curl may set its next timer during the call
    let_act(due.multi, CURL_SOCKET_TIMEOUT, 0, acted);
  }
}

void Driver::forget_timer(Attached& attached) noexcept {
  if (attached.timer) return;
  attached.timer = timers_.extract({attached.due, &attached});
}

std::chrono::milliseconds Driver::wait_time(std::chrono::milliseconds longest) const noexcept {
  if (timers_.empty()) return longest;
  return std::min(longest, std::chrono::ceil<std::chrono::milliseconds>(timers_.begin()->first - Clock::now()));
}

int Driver::on_socket(CURL*, curl_socket_t socket, int what, void* self, void* known) noexcept {
  if (socket == CURL_SOCKET_BAD) return 0;  // the connection is already closed
  auto& attached = *static_cast<Attached*>(self);
  Driver& driver = *attached.driver;
  if (what == CURL_POLL_REMOVE) {
    if (known != nullptr && driver.holds(place_of(known), attached, socket)) driver.release(place_of(known));
    return 0;
  }
  try {
    const std::size_t place = known != nullptr ? place_of(known) : driver.new_place(attached, socket);
    if (known == nullptr) curl_multi_assign(attached.multi, socket, kept(place));
    return driver.poller_->watch(place, socket, {(what & CURL_POLL_IN) != 0, (what & CURL_POLL_OUT) != 0}) ? 0 : -1;
  } catch (...) {
    return -1;
  }
}

int Driver::on_timer(CURLM*, long timeout_ms, void* self) noexcept {
  auto& attached = *static_cast<Attached*>(self);
  Driver& driver = *attached.driver;
  driver.forget_timer(attached);
  if (timeout_ms < 0) return 0;
  attached.due = Clock::now() + std::chrono::milliseconds(timeout_ms);
  attached.timer.value() = {attached.due, &attached};
  driver.timers_.insert(std::move(attached.timer));
  return 0;
}

}  // namespace segmind::net
