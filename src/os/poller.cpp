#include "os/poller.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "os/descriptors.hpp"
#include "os/system_poll.hpp"
#include "os/wake_signal.hpp"

namespace segmind::os {
namespace {

using std::chrono::milliseconds;

// Without its signal a wake-up is noticed this late: half of the 100 ms within which a cancellation takes effect.
constexpr milliseconds without_signal = Poller::longest_blind_wait;

class PortablePoller final : public Poller {
 public:
  PortablePoller() : entries_(1) {
    entries_[0].fd = wake_.socket();
    entries_[0].events = POLLIN;
  }

  void make_room(std::size_t places) override { entries_.reserve(places + 1); }

  bool watch(std::size_t place, Socket socket, Events wanted) override {
    if (entries_.size() <= place + 1) entries_.resize(place + 2, nothing());
    pollfd& entry = entries_[place + 1];
    entry = nothing();  // drops what the place's last socket reported
    entry.fd = socket;
    if (wanted.to_read) entry.events |= POLLIN;
    if (wanted.to_write) entry.events |= POLLOUT;
    return true;
  }

  void forget(std::size_t place, Socket) noexcept override {
    if (place + 1 < entries_.size()) entries_[place + 1] = nothing();
    while (entries_.size() > 1 && is_nothing(entries_.back())) entries_.pop_back();
  }

  std::size_t wait(milliseconds longest, Ready* ready, std::size_t most) noexcept override {
    // What the last poll() found comes first, so that each socket has its turn.
    if (const std::size_t left = take_ready(ready, most); left > 0) return left;
    poll(longest);
    return take_ready(ready, most);
  }

  void wake() noexcept override { wake_.raise(); }

 private:
  static pollfd nothing() noexcept {
    pollfd entry{};
    entry.fd = static_cast<decltype(entry.fd)>(-1);  // which poll() passes over
    return entry;
  }
  static bool is_nothing(const pollfd& entry) noexcept { return entry.fd == nothing().fd; }

  void poll(milliseconds longest) noexcept {
    if (is_nothing(entries_[0]) && longest > without_signal) longest = without_signal;
    int count = system_poll(entries_.data(), entries_.size(), poll_milliseconds(longest));
    // EINTR, as after SIGSTOP and SIGCONT: read ready sockets now, so that data is seen before its timeout fires.
    if (count < 0) count = system_poll(entries_.data(), entries_.size(), 0);
    if (count < 0) count = poll_in_parts(longest);
    if (count <= 0) return;
    next_ = 1;
    if (entries_[0].revents == 0) return;
    entries_[0].revents = 0;
    // A signal that broke would end each wait at once.
    if (!wake_.lower()) entries_[0] = nothing();
  }

  // The system takes no more entries at once than the process may have descriptors, and that limit may have been
  // lowered below those it has. So a few are waited for, the signal among them, and the others are looked at in
  // between.
  int poll_in_parts(milliseconds longest) noexcept {
    const std::size_t part = std::min(entries_.size(), most_descriptors());
    int count = 0;
    for (std::size_t from = 0; part > 0 && from < entries_.size(); from += part) {
      count += std::max(system_poll(&entries_[from], std::min(part, entries_.size() - from), 0), 0);
    }
    return count > 0 ? count : system_poll(entries_.data(), part, poll_milliseconds(std::min(longest, without_signal)));
  }

  std::size_t take_ready(Ready* ready, std::size_t most) noexcept {
    std::size_t written = 0;
    for (; next_ < entries_.size() && written < most; ++next_) {
      if (is_nothing(entries_[next_])) continue;  // Wine says of it that it is no socket
      if (entries_[next_].revents != 0) ready[written++] = {next_ - 1, take_events(entries_[next_])};
    }
    return written;
  }

  static Events take_events(pollfd& entry) noexcept {
    const auto found = entry.revents;
    entry.revents = 0;
    Events events;
    events.to_read = (found & POLLIN) != 0;
    events.to_write = (found & POLLOUT) != 0;
    events.failed = (found & (POLLERR | POLLHUP | POLLNVAL)) != 0;
    // A closed socket would end each wait at once.
    if ((found & POLLNVAL) != 0) entry = nothing();
    return events;
  }

  WakeSignal wake_;
  std::vector<pollfd> entries_;  // the signal's, then one for each place
  std::size_t next_ = 1;         // the entry to look at next
};

}  // namespace

std::unique_ptr<Poller> Poller::create(Kind kind) {
  std::unique_ptr<Poller> best = kind == Kind::best ? create_epoll_poller() : nullptr;
  return best ? std::move(best) : std::make_unique<PortablePoller>();
}

}  // namespace segmind::os
